import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Checkbox, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { errorText } from '@/api/problem';
import { useSourceOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { FirstContactSettings } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { Page } from '@/kit/Page';
import classes from './questions.module.css';

const KEY = [...keys.firstContacts, 'settings'];

/** How long a client may wait for the first answer, by source. */
export function FirstResponsePage() {
  const { t } = useLingui();
  const settings = useQuery({
    queryKey: KEY,
    queryFn: (): Promise<FirstContactSettings> => data(http.GET('/api/v1/first-contact-settings')),
  });
  return (
    <Page title={t`Первый ответ`}>
      {settings.data ? (
        <Limits key={JSON.stringify(settings.data)} kept={settings.data} />
      ) : (
        settings.error && (
          <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
        )
      )}
    </Page>
  );
}

function Limits({ kept }: { kept: FirstContactSettings }) {
  const { t } = useLingui();
  const readOnly = !useCan()('questions.write');
  const client = useQueryClient();
  const sources = useSourceOptions();
  const [draft, setDraft] = useState(kept);
  const save = useMutation({
    meta: { form: true },
    mutationFn: () => data(http.PUT('/api/v1/first-contact-settings', { body: draft })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.firstContacts });
      void client.invalidateQueries({ queryKey: keys.numbers });
    },
  });
  const own = (id: string) => draft.sources?.find((limit) => limit.source_id === id);
  /** Undefined: the usual limit. */
  const put = (id: string, minutes: number | null | undefined) => {
    const others = (draft.sources ?? []).filter((limit) => limit.source_id !== id);
    const limit = minutes === undefined ? [] : [{ source_id: id, minutes }];
    setDraft({ ...draft, sources: [...others, ...limit] });
  };
  const changed = JSON.stringify(draft) !== JSON.stringify(kept);
  return (
    <>
      <p className={classes.quiet} style={{ margin: '0 0 10px' }}>
        <Trans>
          Сколько клиент может ждать, пока ему позвонят, напишут или встретятся с ним. Минуты
          рабочего времени: ночь и выходные не считаются.
        </Trans>
      </p>
      <div className={classes.head} style={{ maxWidth: 520 }}>
        <NumberInput
          label={t`Обычно, минут`}
          min={1}
          allowDecimal={false}
          readOnly={readOnly}
          value={draft.usual_minutes}
          onChange={(value) => setDraft({ ...draft, usual_minutes: Number(value) || 0 })}
        />
        <NumberInput
          label={t`Предупреждать за, минут`}
          min={0}
          allowDecimal={false}
          readOnly={readOnly}
          value={draft.soon_minutes}
          onChange={(value) => setDraft({ ...draft, soon_minutes: Number(value) || 0 })}
        />
      </div>
      <div className={classes.limits} role="group" aria-label={t`По источникам`}>
        {sources.map((source) => {
          const limit = own(source.value);
          const watched = limit?.minutes !== null;
          return (
            <div key={source.value} className={classes.limit}>
              <span>{source.label}</span>
              <NumberInput
                size="xs"
                aria-label={t`Минут: ${source.label}`}
                placeholder={String(draft.usual_minutes)}
                min={1}
                allowDecimal={false}
                disabled={!watched}
                readOnly={readOnly}
                value={limit?.minutes ?? ''}
                onChange={(value) =>
                  put(source.value, value === '' ? undefined : Number(value) || undefined)
                }
              />
              <Checkbox
                size="xs"
                label={t`ответа ждут`}
                aria-label={t`Ответа ждут: ${source.label}`}
                disabled={readOnly}
                checked={watched}
                onChange={(event) =>
                  put(source.value, event.currentTarget.checked ? undefined : null)
                }
              />
            </div>
          );
        })}
      </div>
      {save.error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mt="sm" maw={520}>
          {errorText(save.error)}
        </Alert>
      )}
      {changed && !readOnly && (
        <div className={classes.save}>
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            <Trans>Сохранить</Trans>
          </Button>
          <Button variant="default" onClick={() => setDraft(kept)}>
            <Trans>Отменить</Trans>
          </Button>
        </div>
      )}
      <p className={classes.quiet}>
        <Trans>Новый срок действует для тех, кто придёт после сохранения.</Trans>
      </p>
    </>
  );
}
