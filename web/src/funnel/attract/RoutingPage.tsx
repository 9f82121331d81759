import { Trans, useLingui } from '@lingui/react/macro';
import {
  ActionIcon,
  Alert,
  Button,
  NumberInput,
  Select,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { errorText } from '@/api/problem';
import { useTeamOptions, useUserOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Page as PageOf, RoutingRule } from '@/api/types';
import { Page } from '@/kit/Page';
import classes from './attract.module.css';

type Answer = RoutingRule['answer'];

/** Who gets an inquiry of a client that nobody has yet, and how long it may wait. */
export function RoutingPage() {
  const { t } = useLingui();
  const readOnly = !useCan()('routing.write');
  const rules = useQuery({
    queryKey: keys.routing,
    queryFn: (): Promise<PageOf<RoutingRule>> => data(http.GET('/api/v1/routing-rules')),
  });
  return (
    <Page title={t`Кому обращения`}>
      <section className={classes.section} aria-labelledby="rules-title">
        <h2 className={classes.heading} id="rules-title">
          <Trans>Правила</Trans>
        </h2>
        <p className={classes.quiet}>
          <Trans>
            Клиент, у которого уже есть ответственный, достаётся ему. Остальные — по первому
            подходящему правилу; если ни одно не подошло, обращение ждёт в общем списке.
          </Trans>
        </p>
        {(rules.data?.items ?? []).map((rule, index) => (
          <RuleLine
            key={rule.id}
            rule={rule}
            before={rules.data?.items[index - 1]}
            readOnly={readOnly}
          />
        ))}
        {!readOnly && <NewRule />}
      </section>
      <Limit readOnly={readOnly} />
      <Skills readOnly={readOnly} />
    </Page>
  );
}

function useRouting() {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: keys.routing });
}

/** Who an answer names, in words. */
function useAnswerText(): (answer: Answer) => string {
  const { t } = useLingui();
  const users = useUserOptions();
  const teams = useTeamOptions();
  const name = (options: { value: string; label: string }[], id: string) =>
    options.find((option) => option.value === id)?.label ?? '…';
  return (answer) => {
    if (answer.to === 'person') return name(users, answer.user_id);
    const by = answer.by === 'turn' ? t`по очереди` : t`кто свободнее`;
    return answer.to === 'team'
      ? t`команда «${name(teams, answer.team_id)}», ${by}`
      : t`кто умеет «${answer.skill}», ${by}`;
  };
}

interface LineProps {
  rule: RoutingRule;
  before?: RoutingRule;
  readOnly: boolean;
}

function RuleLine({ rule, before, readOnly }: LineProps) {
  const { t } = useLingui();
  const refresh = useRouting();
  const answerText = useAnswerText();
  const params = { path: { id: rule.id } };
  const up = useMutation({
    mutationFn: () =>
      data(
        http.PATCH('/api/v1/routing-rules/{id}', {
          params,
          body: { version: rule.version, position: before?.position ?? 0 },
        }),
      ),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => data(http.DELETE('/api/v1/routing-rules/{id}', { params })),
    onSettled: refresh,
  });
  const { conditions } = rule;
  const said = [
    conditions.words.length > 0 && t`в тексте: ${conditions.words.join(', ')}`,
    conditions.territories.length > 0 && t`территория: ${conditions.territories.join(', ')}`,
    conditions.products.length > 0 && t`продукт: ${conditions.products.join(', ')}`,
    conditions.working_hours === true && t`в рабочее время`,
    conditions.working_hours === false && t`в нерабочее время`,
  ].filter(Boolean);
  return (
    <div className={classes.line}>
      <span style={{ flex: 1 }}>
        <b>{rule.name}</b>{' '}
        <span className={classes.quiet}>
          {said.length > 0 ? said.join('; ') : t`любое обращение`} → {answerText(rule.answer)}
        </span>
      </span>
      {!readOnly && (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={!before}
            aria-label={t`Выше: ${rule.name}`}
            onClick={() => up.mutate()}
          >
            <IconArrowUp size={15} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Удалить правило: ${rule.name}`}
            onClick={() => remove.mutate()}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </>
      )}
    </div>
  );
}

const BLANK = {
  name: '',
  words: [] as string[],
  territories: [] as string[],
  hours: 'any',
  to: 'team' as Answer['to'],
  target: null as string | null,
  skill: '',
  by: 'turn' as 'turn' | 'load',
};

function NewRule() {
  const { t } = useLingui();
  const refresh = useRouting();
  const users = useUserOptions();
  const teams = useTeamOptions();
  const [draft, setDraft] = useState(BLANK);
  const set = (part: Partial<typeof BLANK>) => setDraft({ ...draft, ...part });
  const answer: Answer =
    draft.to === 'person'
      ? { to: 'person', user_id: draft.target ?? '' }
      : draft.to === 'team'
        ? { to: 'team', team_id: draft.target ?? '', by: draft.by }
        : { to: 'skill', skill: draft.skill, by: draft.by };
  const create = useMutation({
    mutationFn: () =>
      data(
        http.POST('/api/v1/routing-rules', {
          body: {
            name: draft.name.trim(),
            answer,
            conditions: {
              channels: [],
              sources: [],
              campaigns: [],
              products: [],
              words: draft.words,
              territories: draft.territories,
              working_hours: draft.hours === 'any' ? null : draft.hours === 'in',
            },
          },
        }),
      ),
    onSuccess: () => setDraft(BLANK),
    onSettled: refresh,
  });
  const ready = draft.name.trim() && (draft.to === 'skill' ? draft.skill.trim() : draft.target);
  return (
    <form
      className={classes.line}
      aria-label={t`Новое правило`}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) create.mutate();
      }}
    >
      <TextInput
        label={t`Название`}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TagsInput
        label={t`Слова в тексте`}
        placeholder={t`любые`}
        value={draft.words}
        onChange={(words) => set({ words })}
      />
      <TagsInput
        label={t`Территория`}
        placeholder={t`любая`}
        value={draft.territories}
        onChange={(territories) => set({ territories })}
      />
      <Select
        label={t`Время`}
        allowDeselect={false}
        data={[
          { value: 'any', label: t`любое` },
          { value: 'in', label: t`рабочее` },
          { value: 'out', label: t`нерабочее` },
        ]}
        value={draft.hours}
        onChange={(hours) => set({ hours: hours ?? 'any' })}
      />
      <Select
        label={t`Кому`}
        allowDeselect={false}
        data={[
          { value: 'person', label: t`человеку` },
          { value: 'team', label: t`команде` },
          { value: 'skill', label: t`кто умеет` },
        ]}
        value={draft.to}
        onChange={(to) => set({ to: (to ?? 'team') as Answer['to'], target: null })}
      />
      {draft.to === 'skill' ? (
        <TextInput
          label={t`Навык`}
          value={draft.skill}
          onChange={(event) => set({ skill: event.currentTarget.value })}
        />
      ) : (
        <Select
          label={draft.to === 'team' ? t`Команда` : t`Сотрудник`}
          searchable
          data={draft.to === 'team' ? teams : users}
          value={draft.target}
          onChange={(target) => set({ target })}
        />
      )}
      {draft.to !== 'person' && (
        <Select
          label={t`Кого из них`}
          allowDeselect={false}
          data={[
            { value: 'turn', label: t`по очереди` },
            { value: 'load', label: t`кто свободнее` },
          ]}
          value={draft.by}
          onChange={(by) => set({ by: by === 'load' ? 'load' : 'turn' })}
        />
      )}
      <Button type="submit" variant="default" disabled={!ready} loading={create.isPending}>
        <Trans>Добавить правило</Trans>
      </Button>
      {create.error && (
        <Alert color="red" variant="outline" role="alert" p="xs">
          {errorText(create.error)}
        </Alert>
      )}
    </form>
  );
}

/** How long an inquiry may wait before the head of sales is told. */
function Limit({ readOnly }: { readOnly: boolean }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const settings = useQuery({
    queryKey: [...keys.inquiries, 'settings'],
    queryFn: () => data(http.GET('/api/v1/inquiry-settings')),
  });
  const [minutes, setMinutes] = useState<number | string | null>(null);
  const save = useMutation({
    mutationFn: () =>
      data(http.PUT('/api/v1/inquiry-settings', { body: { take_minutes: Number(minutes) } })),
    onSuccess: () => setMinutes(null),
    onSettled: () => void client.invalidateQueries({ queryKey: [...keys.inquiries, 'settings'] }),
  });
  return (
    <section className={classes.section} aria-labelledby="limit-title">
      <h2 className={classes.heading} id="limit-title">
        <Trans>Сколько обращение может ждать</Trans>
      </h2>
      <div className={classes.line}>
        <NumberInput
          label={t`Минут рабочего времени`}
          min={1}
          allowDecimal={false}
          readOnly={readOnly}
          value={minutes ?? settings.data?.take_minutes ?? ''}
          onChange={setMinutes}
        />
        {minutes !== null && (
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            <Trans>Сохранить</Trans>
          </Button>
        )}
      </div>
    </section>
  );
}

/** Who is good at what. */
function Skills({ readOnly }: { readOnly: boolean }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const users = useUserOptions();
  const skills = useQuery({
    queryKey: [...keys.routing, 'skills'],
    queryFn: () => data(http.GET('/api/v1/skills')),
  });
  const save = useMutation({
    mutationFn: ({ id, all }: { id: string; all: string[] }) =>
      data(
        http.PUT('/api/v1/skills/{user_id}', {
          params: { path: { user_id: id } },
          body: { skills: all },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: [...keys.routing, 'skills'] }),
  });
  return (
    <section className={classes.section} aria-labelledby="skills-title">
      <h2 className={classes.heading} id="skills-title">
        <Trans>Кто что умеет</Trans>
      </h2>
      <div className={classes.people}>
        {users.map((user) => (
          <TagsInput
            key={user.value}
            size="xs"
            label={user.label}
            placeholder={t`навыки`}
            readOnly={readOnly}
            value={skills.data?.find((one) => one.user_id === user.value)?.skills ?? []}
            onChange={(all) => save.mutate({ id: user.value, all })}
          />
        ))}
      </div>
    </section>
  );
}
