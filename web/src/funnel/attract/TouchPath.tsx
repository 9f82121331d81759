import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Touch } from '@/api/types';
import { formatDate } from '@/kit/format';
import classes from './attract.module.css';

/** What led the client to us, touch by touch. */
export function TouchPath({ deal }: { deal: string }) {
  const { t } = useLingui();
  const touches = useQuery({
    queryKey: keys.touches(deal),
    queryFn: (): Promise<Touch[]> =>
      data(http.GET('/api/v1/deals/{id}/touches', { params: { path: { id: deal } } })),
  });
  const known = (touches.data ?? []).filter((touch) => touch.campaign || touch.channel);
  if (known.length === 0) return null;
  return (
    <section className={classes.section} aria-label={t`Что привело клиента`}>
      <h2 className={classes.heading}>
        <Trans>Что привело клиента</Trans>
      </h2>
      <ol className={classes.path}>
        {known.map((touch) => (
          <li key={touch.id}>
            <span className={classes.quiet}>{formatDate(touch.at)}</span>{' '}
            {touch.campaign ? (
              <Link to="/campaigns/$id" params={{ id: touch.campaign.id }}>
                {touch.campaign.name}
              </Link>
            ) : (
              touch.channel?.name
            )}
            {(touch.content ?? touch.landing) && (
              <span className={classes.quiet}> · {(touch.content ?? touch.landing)?.name}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
