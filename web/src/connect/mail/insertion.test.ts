import { expect, it } from 'vitest';
import { inserted } from './insertion';

it('puts a piece where the caret stands, in place of what is chosen, or at the end', () => {
  expect(inserted('Привет, !', '{{x}}', 8, 8)).toEqual({ text: 'Привет, {{x}}!', caret: 13 });
  expect(inserted('Привет, имя!', '{{x}}', 8, 11)).toEqual({ text: 'Привет, {{x}}!', caret: 13 });
  expect(inserted('Привет', '{{x}}', null, null)).toEqual({ text: 'Привет{{x}}', caret: 11 });
});
