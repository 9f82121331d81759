import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { CallCard as Card } from '@/api/types';
import { CallCard } from './CallCard';
import classes from './calls.module.css';
import { cardKey, useClosedCards } from './dismissed';

interface Props {
  /** What helps to lead a conversation about a deal. */
  script: (deal: string) => ReactNode;
}

/** The cards of the calls that one is in: they come up by themselves, over whatever page is open. */
export default function CallCards({ script }: Props) {
  const { t } = useLingui();
  const [closed, close] = useClosedCards();
  const mine = useQuery({
    queryKey: [...keys.calls, 'mine'],
    queryFn: ({ signal }): Promise<Card[]> => data(http.GET('/api/v1/calls/mine', { signal })),
    // A telephone that stops ringing without a word is noticed as well.
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? 10_000 : false),
  });
  const shown = (mine.data ?? []).filter((card) => !closed.has(cardKey(card.call)));
  return (
    <section className={classes.cards} aria-label={t`Звонки сейчас`} aria-live="polite">
      {shown.map((card, index) => (
        <CallCard
          key={card.call.id}
          card={card}
          first={index === 0}
          script={index === 0 ? script : undefined}
          onClose={() => close(card.call)}
        />
      ))}
    </section>
  );
}
