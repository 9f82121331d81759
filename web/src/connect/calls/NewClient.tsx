import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useMe } from '@/api/session';
import type { Call, Inquiry } from '@/api/types';
import classes from './calls.module.css';

/** Somebody new: the call becomes an inquiry of whoever speaks, with its contact, company and deal. */
export function NewClient({ call }: { call: Call }) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({ initialValues: { name: '', company: '', text: '' } });
  const create = useMutation({
    meta: { form: true },
    mutationFn: (values: typeof form.values): Promise<Inquiry> =>
      data(
        http.POST('/api/v1/inquiries', {
          body: {
            ...values,
            channel: 'call',
            // The exchange's own news of the call has the same key, so the inquiry is one.
            key: `call:${call.id}`,
            at: call.started_at,
            phones: call.phone ? [call.phone] : [],
            emails: [],
            owner_id: me.user.id,
          },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.inquiries });
      void client.invalidateQueries({ queryKey: keys.calls });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });
  return (
    <form className={classes.form} onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <div className={classes.pair}>
        <TextInput aria-label={t`Имя`} placeholder={t`Имя`} {...form.getInputProps('name')} />
        <TextInput
          aria-label={t`Компания`}
          placeholder={t`Компания`}
          {...form.getInputProps('company')}
        />
      </div>
      <Textarea
        aria-label={t`О чём`}
        placeholder={t`О чём`}
        autosize
        minRows={2}
        maxRows={6}
        {...form.getInputProps('text')}
      />
      {error && (
        <Alert color="red" variant="outline" role="alert" p="xs">
          {error}
        </Alert>
      )}
      <Button type="submit" size="xs" loading={create.isPending} disabled={create.isSuccess}>
        <Trans>Записать клиента</Trans>
      </Button>
    </form>
  );
}
