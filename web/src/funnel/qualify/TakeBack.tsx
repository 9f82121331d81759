import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';

interface Props {
  deal: string;
  title: string;
}

/** Takes up a deal that was put back, before its day or on it. */
export function TakeBack({ deal, title }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const client = useQueryClient();
  const params = { path: { id: deal } };
  const back = useMutation({
    mutationFn: () => data(http.POST('/api/v1/deals/{id}/take-back', { params, body: {} })),
    onSettled: () => {
      for (const key of [keys.qualifying, keys.deal(deal), keys.deals, keys.board, keys.tasks]) {
        void client.invalidateQueries({ queryKey: key });
      }
      void client.invalidateQueries({ queryKey: keys.timeline('deal', deal) });
    },
  });
  if (!can('qualification.write')) return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={back.isPending}
      aria-label={t`Вернуть в работу: ${title}`}
      onClick={() => back.mutate()}
    >
      <Trans>Вернуть в работу</Trans>
    </Button>
  );
}
