import { Trans } from '@lingui/react/macro';
import { formatNumber } from '@/kit/format';
import { usePersonalData } from './privacyCalls';

/** What is kept about a person, sort by sort. */
export function Kept({ contact }: { contact: string }) {
  const kept = usePersonalData(contact);
  if (!kept.data) return null;
  const list = kept.data.map((one) => `${one.title} — ${formatNumber(one.records)}`).join(', ');
  return (
    <p style={{ margin: 0 }}>
      <Trans>Что хранится: {list}.</Trans>
    </p>
  );
}
