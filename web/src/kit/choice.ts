import { useNavigate, useSearch } from '@tanstack/react-router';
import { mergeSearch } from './listState';

type Search = Record<string, string>;

/** One of a few words; the first stands for itself and leaves the address short. */
export function chosenOf<T extends string>(value: string | undefined, words: readonly [T, ...T[]]) {
  return words.find((word) => word === value) ?? words[0];
}

/** A word kept in the address, so that it outlives a reload and can be sent to a colleague. */
export function useAddressed(name: string) {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = (value: string | undefined) => {
    void navigate({
      to: '.',
      search: ((previous: Search) => mergeSearch(previous, { [name]: value })) as never,
      replace: true,
      resetScroll: false,
    });
  };
  return [search[name], set] as const;
}

/** A choice among a few words, kept in the address under a name; the first is what stands there unsaid. */
export function useChoice<T extends string>(name: string, words: readonly [T, ...T[]]) {
  const [value, set] = useAddressed(name);
  const choose = (next: string) => set(next === words[0] ? undefined : next);
  return [chosenOf(value, words), choose] as const;
}
