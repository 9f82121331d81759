/*! Voronka: puts the form «__SLUG__» where this script stands, without a frame. */
(function () {
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
  function bind(form) {
    form.action = home;
    hidden(form, '_u', location.href);
    hidden(form, '_r', document.referrer);
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var visitor = window.voronka && window.voronka.visitor && window.voronka.visitor();
      var data = new URLSearchParams(new FormData(form));
      if (visitor) data.set('_v', visitor);
      var button = form.querySelector('button');
      button.disabled = true;
      fetch(home + '?json=1', { method: 'POST', body: data })
        .then(function (answer) { return answer.json(); })
        .then(function (answer) {
          if (answer.errors) { button.disabled = false; say(form, answer.errors); return; }
          if (answer.redirect) { location.href = answer.redirect; return; }
          var thanks = document.createElement('p');
          thanks.setAttribute('role', 'status'); thanks.tabIndex = -1; thanks.textContent = answer.thanks;
          form.parentNode.replaceChild(thanks, form);
          thanks.focus();
        })
        .catch(function () { button.disabled = false; form.submit(); });
    });
  }
  fetch(home + '/part').then(function (answer) { return answer.ok ? answer.text() : ''; }).then(function (html) {
    root.innerHTML = html;
    var form = root.querySelector('form');
    if (form) bind(form);
  });
})();
