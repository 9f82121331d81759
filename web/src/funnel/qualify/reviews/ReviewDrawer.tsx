import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Drawer, Loader } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { errorText } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { CallReview } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { ErrorState } from '@/kit/ErrorState';
import { formatDateTime } from '@/kit/format';
import { MarkFields } from './MarkFields';
import { reviewQuery, useReviewCalls, type Written } from './reviewCalls';
import classes from './reviews.module.css';

interface Props {
  id: string | undefined;
  onClose: () => void;
}

/** One review: the marks, the words, and what to practise. */
export function ReviewDrawer({ id, onClose }: Props) {
  const { t } = useLingui();
  const narrow = useMediaQuery('(max-width: 48em)');
  const query = useQuery({ ...reviewQuery(id ?? ''), enabled: Boolean(id), retry: false });
  return (
    <Drawer
      opened={Boolean(id)}
      onClose={onClose}
      position="right"
      size={narrow ? '100%' : 520}
      title={t`Оценка звонка`}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data && id ? (
        <Shown key={query.data.version} review={query.data} onClose={onClose} />
      ) : (
        <Loader size="sm" />
      )}
    </Drawer>
  );
}

function Shown({ review, onClose }: { review: CallReview; onClose: () => void }) {
  const { t } = useLingui();
  const me = useMe().user.id;
  const own = useCan()('reviews.write') && review.by.id === me;
  const { change, remove, seen } = useReviewCalls();
  const [edited, setEdited] = useState<Written | null>(null);
  const unread = review.person.id === me && !review.seen_at;
  const { mutate: read } = seen;
  useEffect(() => {
    if (unread) read(review.id);
  }, [unread, read, review.id]);
  if (edited) {
    return (
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(
            { id: review.id, version: review.version, ...edited },
            { onSuccess: () => setEdited(null) },
          );
        }}
      >
        <MarkFields criteria={review.criteria} value={edited} onChange={setEdited} />
        {change.error && (
          <Alert color="red" variant="outline" role="alert" p="xs">
            {errorText(change.error)}
          </Alert>
        )}
        <div className={classes.buttons}>
          <Button type="submit" loading={change.isPending}>
            <Trans>Сохранить</Trans>
          </Button>
          <Button variant="default" onClick={() => setEdited(null)}>
            <Trans>Отмена</Trans>
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div className={classes.form}>
      <div>
        <span className={classes.score}>{review.score}</span>
        <span className={classes.quiet}>
          {' '}
          {review.person.name} · {formatDateTime(review.called_at)}
          {review.deal && (
            <>
              {' · '}
              <Link to="/deals/$id" params={{ id: review.deal.id }}>
                {review.deal.title}
              </Link>
            </>
          )}
        </span>
      </div>
      <dl className={classes.given}>
        {review.criteria.map((one) => {
          const mark = review.marks[one.key];
          return (
            <div key={one.key}>
              <dt>{one.name}</dt>
              <dd>
                {mark === undefined ? (
                  <span className={classes.quiet}>{t`не было`}</span>
                ) : one.kind === 'scale' ? (
                  t`${mark} из 5`
                ) : mark === 1 ? (
                  t`да`
                ) : (
                  t`нет`
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      {review.comment && <p className={classes.words}>{review.comment}</p>}
      {review.practise && (
        <div>
          <h3 className={classes.heading}>
            <Trans>Что потренировать</Trans>
          </h3>
          <p className={classes.words}>{review.practise}</p>
        </div>
      )}
      <div className={classes.quiet}>
        {t`${review.by.name}, ${formatDateTime(review.at)}; критерии «${review.set_name}», версия ${review.set_number}`}
      </div>
      {own && (
        <div className={classes.buttons}>
          <Button
            variant="default"
            onClick={() =>
              setEdited({
                marks: review.marks,
                comment: review.comment,
                practise: review.practise,
              })
            }
          >
            <Trans>Изменить</Trans>
          </Button>
          <Button
            variant="default"
            onClick={async () => {
              const sure = await confirm({
                title: t`Удалить оценку?`,
                action: t`Удалить`,
                danger: true,
              });
              if (sure) remove.mutate(review.id, { onSuccess: onClose });
            }}
          >
            <Trans>Удалить</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
