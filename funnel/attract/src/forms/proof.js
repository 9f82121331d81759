/* Finds a number whose hash with the token begins with so many zero bits; without the means for it, waits. */
function prove(token, bits, done) {
  var subtle = window.crypto && window.crypto.subtle;
  if (!subtle || !window.TextEncoder) { setTimeout(function () { done(''); }, 5000); return; }
  var encoder = new TextEncoder();
  function zeros(hash) {
    var bytes = new Uint8Array(hash), at = 0;
    while (at < bytes.length && bytes[at] === 0) at++;
    return at === bytes.length ? at * 8 : at * 8 + Math.clz32(bytes[at]) - 24;
  }
  function test(number) {
    return subtle.digest('SHA-256', encoder.encode(token + ':' + number)).then(function (hash) {
      return zeros(hash) >= bits ? number : -1;
    });
  }
  (function some(from) {
    var numbers = [];
    for (var number = from; number < from + 256; number++) numbers.push(test(number));
    Promise.all(numbers).then(function (found) {
      var hit = found.filter(function (number) { return number >= 0; })[0];
      if (hit === undefined) some(from + 256); else done(String(hit));
    });
  })(0);
}
