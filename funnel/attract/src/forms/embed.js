/*! Voronka: puts the form «__SLUG__» where this script stands, without a frame. */
(function () {
  __PROVE__
  var script = document.currentScript;
  var home = new URL(script.src).origin + '/f/__SLUG__';
  var place = document.createElement('div');
  script.parentNode.insertBefore(place, script.nextSibling);
  var root = place.attachShadow ? place.attachShadow({ mode: 'open' }) : place;
  function hidden(form, name, value) {
    if (!value) return;
    var input = document.createElement('input');
    input.type = 'hidden'; input.name = name; input.value = value;
    form.appendChild(input);
  }
  function say(form, wrong) {
    [].forEach.call(form.querySelectorAll('.bad'), function (note) { note.remove(); });
    [].forEach.call(form.querySelectorAll('[aria-invalid]'), function (one) { one.removeAttribute('aria-invalid'); });
    var first = null;
    Object.keys(wrong).forEach(function (key) {
      var input = form.elements[key];
      if (!input) return;
      var note = document.createElement('p');
      note.className = 'bad'; note.id = 'vf-' + key + '-bad'; note.textContent = wrong[key];
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', note.id);
      input.parentNode.appendChild(note);
      first = first || input;
    });
    if (first) first.focus();
  }
  function thank(form, answer) {
    if (answer.redirect) { location.href = answer.redirect; return; }
    var thanks = document.createElement('p');
    thanks.setAttribute('role', 'status'); thanks.tabIndex = -1; thanks.textContent = answer.thanks;
    form.parentNode.replaceChild(thanks, form);
    thanks.focus();
  }
  function post(path, data) {
    return fetch(home + path + '?json=1', { method: 'POST', body: data }).then(function (answer) { return answer.json(); });
  }
  function bind(form) {
    form.action = home;
    var address = new URLSearchParams(location.search);
    [].forEach.call(form.querySelectorAll('[data-from-address]'), function (input) {
      input.value = address.get(input.name) || input.value;
    });
    hidden(form, '_u', location.href);
    hidden(form, '_r', document.referrer);
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var visitor = window.voronka && window.voronka.visitor && window.voronka.visitor();
      var data = new FormData(form);
      if (!form.querySelector('[type=file]')) data = new URLSearchParams(data);
      if (visitor) data.set('_v', visitor);
      var button = form.querySelector('button');
      button.disabled = true;
      post('', data).catch(function () { button.disabled = false; form.submit(); }).then(function (answer) {
        if (!answer) return;
        if (answer.errors) { button.disabled = false; say(form, answer.errors); return; }
        if (!answer.prove) { thank(form, answer); return; }
        prove(answer.prove.token, answer.prove.bits, function (number) {
          var proof = new URLSearchParams({ p: answer.prove.token, n: number });
          // It is kept: a proof that gets lost is no reason to send it twice.
          post('/proof', proof).catch(function () { return { thanks: '✓' }; }).then(function (last) { thank(form, last); });
        });
      });
    });
  }
  fetch(home + '/part').then(function (answer) { return answer.ok ? answer.text() : ''; }).then(function (html) {
    root.innerHTML = html;
    var form = root.querySelector('form');
    if (form) bind(form);
  });
})();
