import type { Option } from '@/api/reference';
import type { NamedRef } from '@/api/types';

/** What is chosen now stays among the options, although it was since taken out of use. */
export function withChosen(options: Option[], chosen: NamedRef | null): Option[] {
  if (!chosen || options.some((option) => option.value === chosen.id)) return options;
  return [{ value: chosen.id, label: chosen.name }, ...options];
}
