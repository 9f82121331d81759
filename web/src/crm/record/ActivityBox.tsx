import { Trans, useLingui } from '@lingui/react/macro';
import { Button, NumberInput, Select, Textarea } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Activity } from '@/api/types';
import { momentOf } from '@/crm/taskDays';
import { type ActivityKind, outcomesOf, type Way, wayOf } from './activity';
import type { Subject } from './notes';
import classes from './record.module.css';

/** Where one writes down a call, a mail or a meeting: done now, done before, or planned. */
export function ActivityBox({ of, id }: { of: Subject; id: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [kind, setKind] = useState<ActivityKind>('call');
  const [way, setWay] = useState<Way>('out:answered');
  const [text, setText] = useState('');
  const [minutes, setMinutes] = useState<number | string>('');
  const [at, setAt] = useState<string | null>(null);
  const log = useMutation({
    mutationFn: (): Promise<Activity> =>
      data(
        http.POST('/api/v1/activities', {
          body: {
            kind,
            ...wayOf(way),
            [`${of}_id`]: id,
            subject: '',
            text: text.trim(),
            at: momentOf(at),
            seconds: minutes === '' ? null : Math.round(Number(minutes) * 60),
          },
        }),
      ),
    onSuccess: () => {
      setText('');
      setMinutes('');
      setAt(null);
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.timeline(of, id) });
      if (of === 'deal') void client.invalidateQueries({ queryKey: keys.deal(id) });
    },
  });
  const ways = outcomesOf(kind);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!log.isPending) log.mutate();
      }}
    >
      <div className={classes.taskLine}>
        <Select
          aria-label={t`Что было`}
          allowDeselect={false}
          data={[
            { value: 'call', label: t`Звонок` },
            { value: 'mail', label: t`Письмо` },
            { value: 'message', label: t`Сообщение` },
            { value: 'meeting', label: t`Встреча` },
            { value: 'presentation', label: t`Презентация` },
          ]}
          value={kind}
          onChange={(value) => {
            const next = (value ?? 'call') as ActivityKind;
            setKind(next);
            setWay(outcomesOf(next)[0]?.value ?? 'planned');
          }}
        />
        <Select
          aria-label={t`Чем кончилось`}
          allowDeselect={false}
          data={ways}
          value={way}
          onChange={(value) => setWay((value ?? 'planned') as Way)}
        />
        <DateTimePicker
          aria-label={t`Когда`}
          placeholder={t`сейчас`}
          clearable
          valueFormat="D MMM YYYY, HH:mm"
          clearButtonProps={{ 'aria-label': t`Очистить` }}
          value={at}
          onChange={setAt}
        />
        {kind !== 'mail' && kind !== 'message' && (
          <NumberInput
            w={96}
            aria-label={t`Сколько минут`}
            placeholder={t`минут`}
            min={0}
            hideControls
            value={minutes}
            onChange={setMinutes}
          />
        )}
      </div>
      <Textarea
        mt={6}
        autosize
        minRows={2}
        aria-label={t`О чём говорили`}
        placeholder={t`О чём говорили?`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" mt={6} loading={log.isPending}>
        <Trans>Записать</Trans>
      </Button>
    </form>
  );
}
