import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Group, Menu, Textarea } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan, useMe } from '@/api/session';
import type { Note } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { formatDateTime } from '@/kit/format';
import { useNoteCalls } from './notes';
import classes from './record.module.css';

/** A note in the timeline; without the note itself (it belongs to another record) only its words. */
export function NoteCard({ note, text }: { note: Note | undefined; text: string }) {
  const { t } = useLingui();
  const can = useCan();
  const me = useMe();
  const { change, remove } = useNoteCalls();
  const [draft, setDraft] = useState<string | null>(null);

  // A note is its author's; those who may delete deals may put others' notes right as well.
  const mine = note?.author?.id === me.user.id || can('deals.delete');

  if (note && draft !== null) {
    const save = () => {
      const next = draft.trim();
      if (!next || next === note.text) setDraft(null);
      else change.mutate({ note, text: next }, { onSuccess: () => setDraft(null) });
    };
    return (
      <div className={classes.note}>
        <Textarea
          autoFocus
          autosize
          minRows={2}
          aria-label={t`Текст заметки`}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setDraft(null);
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
          }}
        />
        <Group gap={6} mt={6}>
          <Button loading={change.isPending} onClick={save}>
            <Trans>Сохранить</Trans>
          </Button>
          <Button variant="default" onClick={() => setDraft(null)}>
            <Trans>Отмена</Trans>
          </Button>
        </Group>
      </div>
    );
  }
  return (
    <div className={classes.note}>
      <div className={classes.noteText}>{text}</div>
      {note && note.version > 1 && (
        <div className={classes.quiet} title={formatDateTime(note.updated_at)}>
          <Trans>изменено</Trans>
        </div>
      )}
      {note && mine && can('notes.write') && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon
              className={classes.noteMenu}
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t`Действия с заметкой`}
            >
              <IconDots size={15} stroke={1.8} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPencil size={15} stroke={1.6} />}
              onClick={() => setDraft(note.text)}
            >
              <Trans>Изменить</Trans>
            </Menu.Item>
            <Menu.Item
              leftSection={<IconTrash size={15} stroke={1.6} />}
              c="var(--app-bad)"
              onClick={async () => {
                const sure = await confirm({
                  title: t`Удалить заметку?`,
                  text: t`Вернуть её нельзя.`,
                  action: t`Удалить`,
                  danger: true,
                });
                if (sure) remove.mutate(note.id);
              }}
            >
              <Trans>Удалить</Trans>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
