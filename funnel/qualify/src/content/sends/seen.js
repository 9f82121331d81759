/*! Tells the sender that this page is looked at: how long it is seen and what is opened. Keeps nothing in the browser;
 * honours Do-Not-Track and Global Privacy Control. */
(function () {
  var nav = navigator;
  var url = location.pathname.replace(/\/+$/, '') + '/seen';
  var visible = 0;
  var since = 0;
  var told = false;
  if (nav.webdriver || nav.globalPrivacyControl || nav.doNotTrack === '1') return;

  function send(opened) {
    if (since) {
      visible += Date.now() - since;
      since = Date.now();
    }
    var seconds = Math.floor(visible / 1000);
    if (!seconds && !opened) return;
    visible -= seconds * 1000;
    told = true;
    var body = JSON.stringify({ seconds: seconds, opened: opened || null });
    if (nav.sendBeacon && nav.sendBeacon(url, new Blob([body], { type: 'text/plain' }))) return;
    fetch(url, { method: 'POST', body: body, keepalive: true }).catch(function () {});
  }
  function turned() {
    if (document.visibilityState === 'visible') {
      since = Date.now();
    } else {
      if (told) send(0);
      since = 0;
    }
  }
  function clicked(event) {
    var link = event.target.closest && event.target.closest('a[data-n]');
    if (link) send(Number(link.getAttribute('data-n')));
  }
  turned();
  document.addEventListener('visibilitychange', turned);
  document.addEventListener('click', clicked);
  document.addEventListener('auxclick', clicked);
  // Whoever closes it within two seconds has not looked.
  setTimeout(function () { if (document.visibilityState === 'visible') send(0); }, 2000);
  setInterval(function () { if (document.visibilityState === 'visible') send(0); }, 15000);
})();
