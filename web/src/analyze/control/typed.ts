const TIMES: [RegExp, number][] = [
  [/(тыс|т|к|k)\.?$/, 1e3],
  [/(млн|м|mln|m)\.?$/, 1e6],
  [/(млрд|mlrd|bn|b)\.?$/, 1e9],
];

/**
 * What somebody meant by `1 200 000`, `1,2 млн`, `1.2m` or `1,200,000`: null for an empty field, undefined
 * for what is no number.
 */
export function typedNumber(text: string): number | null | undefined {
  let clean = text.toLowerCase().replace(/[\s\u00a0\u202f₽$€]/g, '');
  if (clean === '') return null;
  let times = 1;
  for (const [word, by] of TIMES) {
    if (word.test(clean)) {
      times = by;
      clean = clean.replace(word, '');
      break;
    }
  }
  // Commas between groups of three are not decimal ones.
  clean = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(clean)
    ? clean.replace(/,/g, '')
    : clean.replace(',', '.');
  return /^\d+(\.\d+)?$/.test(clean) ? Number(clean) * times : undefined;
}
