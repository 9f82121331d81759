import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Loader } from '@mantine/core';
import {
  type Icon,
  IconArrowRight,
  IconCheckbox,
  IconChecklist,
  IconCircleX,
  IconFileImport,
  IconInbox,
  IconMail,
  IconNote,
  IconPencil,
  IconPhone,
  IconPlus,
  IconRotateClockwise2,
  IconSquareCheck,
  IconTrash,
  IconTrophy,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Note, Page, TimelineItem } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatDateTime, formatTime } from '@/kit/format';
import { NoteCard } from './NoteCard';
import { useNameOf } from './names';
import { type Subject, subjectPath, useNotes } from './notes';
import classes from './record.module.css';
import { byDay, dayLabel, type Sentence, type Sign, sentence } from './sentences';

const ICONS: Record<Sign, Icon> = {
  created: IconPlus,
  changed: IconPencil,
  moved: IconArrowRight,
  won: IconTrophy,
  lost: IconCircleX,
  reopened: IconRotateClockwise2,
  deleted: IconTrash,
  checked: IconCheckbox,
  note: IconNote,
  task: IconChecklist,
  done: IconSquareCheck,
  file: IconFileImport,
  call: IconPhone,
  mail: IconMail,
  meeting: IconUsers,
  inquiry: IconInbox,
  visit: IconWorld,
};

interface TimelineProps {
  of: Subject;
  id: string;
  /** What another area offers beside an event. */
  extra?: (item: TimelineItem) => ReactNode;
}

/** Told when it ends, with how it ended; or, of a note, where it was written. */
const UNTOLD = ['note.changed', 'deal.script_started'];

/** Everything that happened to a record, newest first. */
export function Timeline({ of, id, extra }: TimelineProps) {
  const nameOf = useNameOf();
  const notes = useNotes(of, id);
  const query = useInfiniteQuery({
    queryKey: keys.timeline(of, id),
    queryFn: ({ pageParam, signal }): Promise<Page<TimelineItem>> =>
      data(
        http.GET(`/api/v1/${subjectPath(of)}/{id}/timeline`, {
          params: {
            path: { id },
            query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

  if (query.isPending) return <Loader size="sm" m="md" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  const removed = new Set(
    items.filter((item) => item.kind === 'note.deleted').map((item) => item.data.note_id),
  );
  // An edited or removed note is shown where it was written; its own words say what became of it.
  const shown = items.filter((item) => !UNTOLD.includes(item.kind));

  return (
    <div className={classes.timeline}>
      {byDay(shown).map((day) => (
        <section key={day.day} aria-label={dayLabel(day.day)}>
          <h3 className={classes.dayName}>{dayLabel(day.day)}</h3>
          <ol className={classes.events}>
            {day.items.map((item) => (
              <Event
                key={item.id}
                item={item}
                said={sentence(item, nameOf)}
                note={notes.get(String(item.data.note_id))}
                removed={removed.has(item.data.note_id)}
                linkDeal={of !== 'deal'}
                extra={extra?.(item)}
              />
            ))}
          </ol>
        </section>
      ))}
      {items.length === 0 && (
        <p className={classes.quiet}>
          <Trans>Событий пока нет.</Trans>
        </p>
      )}
      {query.hasNextPage && (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          <Trans>Показать ещё</Trans>
        </Button>
      )}
    </div>
  );
}

interface EventProps {
  item: TimelineItem;
  said: Sentence;
  note: Note | undefined;
  removed: boolean;
  linkDeal: boolean;
  extra?: ReactNode;
}

function Event({ item, said, note, removed, linkDeal, extra }: EventProps) {
  const { t } = useLingui();
  const Sign = ICONS[said.sign];
  const isNote = item.kind === 'note.added';
  return (
    <li className={classes.event} data-sign={said.sign}>
      <span className={classes.sign} aria-hidden>
        <Sign size={14} stroke={1.7} />
      </span>
      <div className={classes.said}>
        <div className={classes.line}>
          {isNote && removed ? t`Заметка удалена` : said.text}
          {said.changes.map((change) => (
            <span key={change.label}>
              <span className={classes.changeName}>{change.label}:</span>{' '}
              <span className={classes.before}>{change.before}</span>{' '}
              <span role="img" aria-label={t`стало`}>
                →
              </span>{' '}
              <span>{change.after}</span>
            </span>
          ))}
          {linkDeal && item.deal && (
            <Link to="/deals/$id" params={{ id: item.deal.id }} className={classes.subject}>
              {item.deal.title}
            </Link>
          )}
        </div>
        {isNote && !removed && <NoteCard note={note} text={note?.text ?? said.quote ?? ''} />}
        {!isNote && said.quote && <blockquote className={classes.quote}>{said.quote}</blockquote>}
        {extra}
      </div>
      <div className={classes.when}>
        {item.actor && <span className={classes.actor}>{item.actor.name}</span>}
        <time dateTime={item.at} title={formatDateTime(item.at)}>
          {formatTime(item.at)}
        </time>
      </div>
    </li>
  );
}
