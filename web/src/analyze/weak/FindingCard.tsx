import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { Finding } from '@/api/types';
import { formatNumber, formatRange, formatShare, shortMoneyIn } from '@/kit/format';
import { useExplain } from '../explain/useExplain';
import { FigureLink } from '../figure/FigureLink';
import { paint } from '../shape';
import classes from './Weak.module.css';

/** One leak: a sentence, its price, why, and the way to the deals. */
export function FindingCard({ finding }: { finding: Finding }) {
  const { t } = useLingui();
  const { open } = useExplain();
  const { at_stake, segment } = finding;
  const money = shortMoneyIn(at_stake.currency);
  return (
    <li className={classes.finding} data-step={finding.step}>
      <div className={classes.stake}>
        <b>{money(at_stake.value)}</b>
        <span className={classes.quiet}>
          <Trans>в месяц</Trans>
        </span>
        <span className={classes.quiet}>
          {formatRange(money(at_stake.low), money(at_stake.high))}
        </span>
      </div>
      <div className={classes.told}>
        <div className={classes.name}>
          <span className={classes.dot} style={{ background: paint(finding.color) }} aria-hidden />
          {finding.name}
        </div>
        <p className={classes.sentence}>{finding.sentence}</p>
        <p className={classes.quiet}>
          <Trans>Проходит дальше</Trans>{' '}
          <FigureLink figure={finding.expected} label={t`Проходит дальше`} sure /> ·{' '}
          {finding.reference_name}: {formatShare(finding.reference)} ·{' '}
          {finding.p_adjusted < 0.001
            ? t`случайность почти исключена`
            : t`вероятность случайности ${formatShare(finding.p_adjusted)}`}
        </p>
        {segment && finding.against !== 'others' && (
          <p className={classes.quiet}>
            {segment.name}: <FigureLink figure={segment.expected} label={segment.name} sure /> ·{' '}
            <Trans>остальные {formatShare(segment.others)}</Trans>
          </p>
        )}
        {finding.reasons.length > 0 && (
          <ul className={classes.reasons} aria-label={t`Причины потерь`}>
            {finding.reasons.map((reason) => (
              <li key={reason.name}>
                <span className={classes.reasonName} title={reason.name}>
                  {reason.name}
                </span>
                <span className={classes.track} aria-hidden>
                  <span className={classes.bar} style={{ width: `${reason.share * 100}%` }} />
                </span>
                <span className={classes.quiet}>{formatNumber(reason.deals)}</span>
              </li>
            ))}
          </ul>
        )}
        <Button variant="default" size="compact-sm" onClick={() => open(finding.deals.address)}>
          <Trans>Показать потерянные сделки</Trans>
        </Button>
      </div>
    </li>
  );
}
