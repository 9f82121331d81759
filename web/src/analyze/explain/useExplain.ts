import { useNavigate, useSearch } from '@tanstack/react-router';

/** Which number is explained stands in the address: it can be sent, and «back» closes it. */
export function useExplain() {
  const { explain } = useSearch({ strict: false }) as { explain?: string };
  const navigate = useNavigate();
  const set = (address: string | undefined) => {
    void navigate({
      to: '.',
      search: ((previous: Record<string, string>) => ({
        ...previous,
        explain: address,
        part: undefined,
      })) as never,
    });
  };
  return { address: explain, open: set, close: () => set(undefined) };
}
