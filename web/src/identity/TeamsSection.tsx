import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, CloseButton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { teamsQuery } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Team } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { InlineText } from '@/kit/InlineEdit';
import classes from '@/kit/settings.module.css';

export function TeamsSection() {
  const { t } = useLingui();
  const can = useCan();
  const client = useQueryClient();
  const teams = useQuery(teamsQuery);
  const [name, setName] = useState('');
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.teams });
    void client.invalidateQueries({ queryKey: keys.users });
  };
  const create = useMutation({
    mutationFn: (body: { name: string }): Promise<Team> =>
      data(http.POST('/api/v1/teams', { body })),
    onSuccess: () => setName(''),
    onSettled: refresh,
  });
  const rename = useMutation({
    meta: { form: true },
    mutationFn: ({ id, ...body }: { id: string; name: string; version: number }): Promise<Team> =>
      data(http.PATCH('/api/v1/teams/{id}', { params: { path: { id } }, body })),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string): Promise<void> =>
      data(http.DELETE('/api/v1/teams/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  });
  const items = teams.data?.items ?? [];
  const write = can('users.write');

  return (
    <section className={`${classes.section} ${classes.narrow}`} aria-labelledby="teams">
      <div className={classes.sectionHead}>
        <h2 className={classes.sectionTitle} id="teams">
          <Trans>Команды</Trans>
        </h2>
      </div>
      {items.length > 0 && (
        <ul className={classes.items}>
          {items.map((team) => (
            <li key={team.id} className={classes.item}>
              <div className={classes.itemName}>
                <InlineText
                  hideLabel
                  label={t`Название команды`}
                  value={team.name}
                  readOnly={!write}
                  onSave={(value) =>
                    rename.mutateAsync({ id: team.id, name: value ?? '', version: team.version })
                  }
                />
              </div>
              <span className={classes.quiet}>
                <Plural
                  value={team.members}
                  one="# человек"
                  few="# человека"
                  many="# человек"
                  other="# человека"
                />
              </span>
              {write && (
                <CloseButton
                  size="sm"
                  aria-label={t`Удалить команду ${team.name}`}
                  onClick={async () => {
                    const sure = await confirm({
                      title: t`Удалить команду «${team.name}»?`,
                      text: t`Люди останутся, но без команды.`,
                      action: t`Удалить`,
                      danger: true,
                    });
                    if (sure) remove.mutate(team.id);
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {write && (
        <form
          className={classes.addLine}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) create.mutate({ name: name.trim() });
          }}
        >
          <TextInput
            aria-label={t`Новая команда`}
            placeholder={t`Новая команда`}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            disabled={!name.trim()}
            loading={create.isPending}
          >
            <Trans>Добавить</Trans>
          </Button>
        </form>
      )}
    </section>
  );
}
