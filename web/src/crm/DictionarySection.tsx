import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { data, http } from '@/api/client';
import type { DictionaryItem } from '@/api/types';
import { InlineText } from '@/kit/InlineEdit';
import classes from '@/kit/settings.module.css';

const PATHS = {
  sources: { list: '/api/v1/sources', one: '/api/v1/sources/{id}' },
  'lost-reasons': { list: '/api/v1/lost-reasons', one: '/api/v1/lost-reasons/{id}' },
  tags: { list: '/api/v1/tags', one: '/api/v1/tags/{id}' },
} as const;

/** A new tag takes the next colour of this row, so that neighbours differ. */
const COLORS = ['#4f46e5', '#0d9488', '#d97706', '#dc2626', '#7c3aed', '#2563eb', '#65a30d'];

interface Props {
  title: string;
  hint: string;
  path: keyof typeof PATHS;
  items: DictionaryItem[];
  queryKey: QueryKey;
  colored?: boolean;
}

type Change = { id: string; version: number; name?: string; color?: string; archived?: boolean };

export function DictionarySection({ title, hint, path, items, queryKey, colored }: Props) {
  const { t } = useLingui();
  const headId = useId();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const refresh = () => void client.invalidateQueries({ queryKey });
  const create = useMutation({
    mutationFn: (body: { name: string; color?: string }): Promise<DictionaryItem> =>
      data(http.POST(PATHS[path].list, { body })),
    onSuccess: () => setName(''),
    onSettled: refresh,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: Change): Promise<DictionaryItem> =>
      data(http.PATCH(PATHS[path].one, { params: { path: { id } }, body })),
    onSettled: refresh,
  });
  const sorted = [...items].sort((a, b) => Number(a.archived) - Number(b.archived));

  return (
    <section aria-labelledby={headId}>
      <div className={classes.sectionStack}>
        <h2 className={classes.sectionTitle} id={headId}>
          {title}
        </h2>
        <span className={classes.quiet}>{hint}</span>
      </div>
      {sorted.length > 0 && (
        <ul className={classes.items}>
          {sorted.map((item) => (
            <li key={item.id} className={classes.item} data-archived={item.archived || undefined}>
              {colored && (
                <input
                  type="color"
                  className={classes.color}
                  aria-label={t`Цвет: ${item.name}`}
                  defaultValue={item.color ?? COLORS[0]}
                  onBlur={(event) => {
                    const color = event.currentTarget.value;
                    if (color !== item.color) {
                      change.mutate({ id: item.id, version: item.version, color });
                    }
                  }}
                />
              )}
              <div className={classes.itemName}>
                <InlineText
                  hideLabel
                  label={t`Название`}
                  value={item.name}
                  onSave={(value) =>
                    change.mutateAsync({ id: item.id, version: item.version, name: value ?? '' })
                  }
                />
              </div>
              <Tooltip label={item.archived ? t`Вернуть из архива` : t`В архив`}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={
                    item.archived
                      ? t`Вернуть из архива: ${item.name}`
                      : t`Убрать в архив: ${item.name}`
                  }
                  onClick={() =>
                    change.mutate({
                      id: item.id,
                      version: item.version,
                      archived: !item.archived,
                    })
                  }
                >
                  {item.archived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />}
                </ActionIcon>
              </Tooltip>
            </li>
          ))}
        </ul>
      )}
      <form
        className={classes.addLine}
        onSubmit={(event) => {
          event.preventDefault();
          if (!name.trim()) return;
          const color = COLORS[items.length % COLORS.length];
          create.mutate({ name: name.trim(), ...(colored ? { color } : {}) });
        }}
      >
        <TextInput
          aria-label={t`Добавить: ${title}`}
          placeholder={t`Новое название`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!name.trim()} loading={create.isPending}>
          <Trans>Добавить</Trans>
        </Button>
      </form>
    </section>
  );
}
