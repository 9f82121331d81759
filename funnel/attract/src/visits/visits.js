/*! Voronka: counts visits of this site. First party, no cookies; honours Do-Not-Track, Global Privacy Control
 * and voronka.consent(false). */
(function () {
  var script = document.currentScript;
  var key = script && script.getAttribute('data-site');
  var home = script && new URL(script.src).origin;
  var waits = script && script.hasAttribute('data-wait');
  var nav = navigator;
  var store = null;
  var said = null;
  var visible = 0;
  var since = 0;
  var last = '';
  if (!key) return;
  // Browsers that keep nothing throw here, and the site's own scripts still need `voronka.consent`.
  try { store = window.localStorage; } catch (_) {}

  function read(name) {
    try { return store.getItem(name); } catch (_) { return null; }
  }
  function write(name, value) {
    try { value === null ? store.removeItem(name) : store.setItem(name, value); } catch (_) {}
  }
  function id() {
    if (crypto.randomUUID) return crypto.randomUUID();
    var b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    return [].map.call(b, function (x, i) {
      return (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + (x + 256).toString(16).slice(1);
    }).join('');
  }
  function allowed() {
    if (nav.webdriver && !script.hasAttribute('data-test')) return false;
    if (nav.globalPrivacyControl || nav.doNotTrack === '1' || window.doNotTrack === '1') return false;
    said = read('voronka-consent');
    return said === 'no' ? false : said === 'yes' || !waits;
  }
  function visitor() {
    var v = read('voronka-visitor');
    if (!v) write('voronka-visitor', (v = id()));
    return v;
  }
  function session() {
    var now = Date.now();
    var kept = (read('voronka-visit') || '').split(' ');
    var s = kept[0] && now - Number(kept[1]) < 1800000 ? kept[0] : id();
    write('voronka-visit', s + ' ' + now);
    return s;
  }
  function seen() {
    var now = Date.now();
    if (since && document.visibilityState === 'visible') visible += now - since;
    since = now;
  }
  function send(page) {
    if (!allowed()) return;
    seen();
    var seconds = Math.floor(visible / 1000);
    visible -= seconds * 1000;
    if (!page && !seconds) return;
    var body = JSON.stringify({
      k: key, v: visitor(), s: session(), u: location.href,
      r: page ? document.referrer || null : null, e: seconds, p: page
    });
    var blob = new Blob([body], { type: 'text/plain' });
    if (nav.sendBeacon && nav.sendBeacon(home + '/v', blob)) return;
    fetch(home + '/v', { method: 'POST', body: body, keepalive: true, mode: 'no-cors' }).catch(function () {});
  }
  function opened() {
    if (location.href === last) return;
    last = location.href;
    send(true);
  }
  window.voronka = {
    consent: function (yes) {
      write('voronka-consent', yes ? 'yes' : 'no');
      if (!yes) { write('voronka-visitor', null); write('voronka-visit', null); return; }
      last = '';
      opened();
    },
    visitor: function () { return allowed() ? visitor() : null; },
    page: opened
  };
  since = Date.now();
  opened();
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden') {
      if (since) visible += Date.now() - since;
      since = 0;
      send(false);
    } else since = Date.now();
  });
  window.addEventListener('popstate', opened);
  setInterval(function () { if (document.visibilityState === 'visible') send(false); }, 30000);
})();
