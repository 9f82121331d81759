import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { errorText } from '@/api/problem';
import { useSourceOptions, useUserOptions } from '@/api/reference';
import type { InquiryChannel } from '@/api/types';
import classes from './attract.module.css';
import { inquiryChannel } from './labels';

const BLANK = {
  text: '',
  territory: '',
  product: '',
  channel: 'form' as InquiryChannel,
  source: null as string | null,
  hours: 'in',
};

/** Who would get an inquiry like this one of a client that nobody has. Nothing is made. */
export function RoutingTrial() {
  const { t } = useLingui();
  const users = useUserOptions();
  const sources = useSourceOptions();
  const [draft, setDraft] = useState(BLANK);
  const ask = useMutation({
    meta: { form: true },
    mutationFn: () =>
      data(
        http.POST('/api/v1/routing-rules/trial', {
          body: {
            text: draft.text,
            territory: draft.territory.trim() || null,
            product: draft.product.trim() || null,
            channel: draft.channel,
            source_id: draft.source,
            working_hours: draft.hours === 'in',
          },
        }),
      ),
  });
  const set = (part: Partial<typeof BLANK>) => {
    // An answer to another question must not stand beside this one.
    ask.reset();
    setDraft({ ...draft, ...part });
  };
  const who = users.find((user) => user.value === ask.data?.owner_id)?.label;
  const rule = ask.data?.rule;
  return (
    <section className={classes.section} aria-labelledby="trial-title">
      <h2 className={classes.heading} id="trial-title">
        <Trans>Кому достанется?</Trans>
      </h2>
      <form
        className={classes.line}
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextInput
          label={t`Текст обращения`}
          value={draft.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <TextInput
          label={t`Территория обращения`}
          value={draft.territory}
          onChange={(event) => set({ territory: event.currentTarget.value })}
        />
        <TextInput
          label={t`Продукт`}
          value={draft.product}
          onChange={(event) => set({ product: event.currentTarget.value })}
        />
        <Select
          label={t`Как пришло`}
          allowDeselect={false}
          data={(['form', 'call', 'mail', 'chat', 'import', 'api', 'hand'] as const).map(
            (value) => ({ value, label: inquiryChannel(value) }),
          )}
          value={draft.channel}
          onChange={(value) => set({ channel: (value ?? 'form') as InquiryChannel })}
        />
        <Select
          label={t`Источник`}
          clearable
          searchable
          data={sources}
          value={draft.source}
          onChange={(source) => set({ source })}
        />
        <Select
          label={t`Когда пришло`}
          allowDeselect={false}
          data={[
            { value: 'in', label: t`в рабочее время` },
            { value: 'out', label: t`в нерабочее время` },
          ]}
          value={draft.hours}
          onChange={(hours) => set({ hours: hours ?? 'in' })}
        />
        <Button type="submit" variant="default" loading={ask.isPending}>
          <Trans>Узнать</Trans>
        </Button>
      </form>
      <p role="status">
        {ask.data &&
          (who ? (
            <Trans>
              Достанется: <b>{who}</b>, правило «{rule}»
            </Trans>
          ) : (
            <Trans>Никому: ни одно правило не подошло, обращение будет ждать в общем списке</Trans>
          ))}
      </p>
      {ask.error && (
        <Alert color="red" variant="outline" role="alert" p="xs">
          {errorText(ask.error)}
        </Alert>
      )}
    </section>
  );
}
