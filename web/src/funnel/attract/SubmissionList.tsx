import { Trans, useLingui } from '@lingui/react/macro';
import { Button, SegmentedControl } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { Submission } from '@/api/types';
import { useList } from '@/api/useList';
import { useChoice } from '@/kit/choice';
import { formatDateTime } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import classes from './attract.module.css';
import { suspicion } from './labels';

/** What was sent through one form or all of them; what was held back can be let through. */
export function SubmissionList({ form }: { form?: string }) {
  const { t } = useLingui();
  const [state, setState] = useChoice('sent', ['', 'failed', 'spam']);
  const filters = { ...(form ? { form } : {}), ...(state ? { state } : {}) };
  const list = useList(keys.submissions, '/api/v1/form-submissions', { filters });
  return (
    <section className={classes.section} style={{ marginTop: 24 }} aria-labelledby="sent-title">
      <h2 className={classes.heading} id="sent-title">
        <Trans>Что прислали</Trans>
        <SegmentedControl
          size="xs"
          aria-label={t`Состояние`}
          value={state}
          onChange={setState}
          data={[
            { value: '', label: t`Всё` },
            { value: 'failed', label: t`С ошибкой` },
            { value: 'spam', label: t`Похоже на спам` },
          ]}
        />
      </h2>
      {list.rows.length === 0 ? (
        <p className={classes.quiet}>
          <Trans>Пока ничего.</Trans>
        </p>
      ) : (
        <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Что прислали`}>
          <table className={tables.table}>
            <tbody>
              {list.rows.map((one) => (
                <Line key={one.id} one={one} named={!form} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {list.hasMore && (
        <Button mt="xs" variant="default" loading={list.loadingMore} onClick={list.loadMore}>
          <Trans>Показать ещё</Trans>
        </Button>
      )}
    </section>
  );
}

function Line({ one, named }: { one: Submission; named: boolean }) {
  const { t } = useLingui();
  const can = useCan();
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: (): Promise<Submission> =>
      data(
        http.POST('/api/v1/form-submissions/{id}/replay', {
          params: { path: { id: one.id } },
          body: { version: one.version },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.submissions }),
  });
  const held = one.state === 'spam' || one.state === 'failed';
  return (
    <tr>
      <td className={tables.moment}>{formatDateTime(one.at)}</td>
      {named && <td>{one.form_name}</td>}
      <td>{Object.values(one.answers).join(' · ')}</td>
      <td>
        {one.state === 'processed' && one.inquiry_id && (
          <Link to="/inquiries" search={{ open: one.inquiry_id, state: 'new,taken,settled,spam' }}>
            <Trans>обращение</Trans>
          </Link>
        )}
        {one.state === 'new' && t`обрабатывается`}
        {one.state === 'spam' && (
          <span className={classes.warn}>{suspicion(one.reason ?? '')}</span>
        )}
        {one.state === 'failed' && <span className={classes.warn}>{one.error}</span>}
      </td>
      <td>
        {held && can('forms.write') && (
          <Button
            size="compact-xs"
            variant="default"
            loading={replay.isPending}
            onClick={() => replay.mutate()}
          >
            {one.state === 'spam' ? <Trans>Это не спам</Trans> : <Trans>Повторить</Trans>}
          </Button>
        )}
      </td>
    </tr>
  );
}
