import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, CloseButton, Group } from '@mantine/core';
import { IconMail, IconPhone, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { Contact, ContactPoint, PointKind, PointLabel } from '@/api/types';
import { pointLabel } from '@/crm/labels';
import record from '@/crm/record/record.module.css';
import { InlineSelect, InlineText } from '@/kit/InlineEdit';
import classes from './contact.module.css';
import { NewPoint } from './NewPoint';

type Point = Pick<ContactPoint, 'kind' | 'value' | 'label'>;

const LABELS: PointLabel[] = ['work', 'mobile', 'home', 'other'];

interface Props {
  contact: Contact;
  readOnly: boolean;
  /** Replaces all of them. */
  save: (points: Point[]) => Promise<unknown>;
}

/** Telephones and e-mails of a person: to call, to write, to correct. */
export function ContactPoints({ contact, readOnly, save }: Props) {
  const { t } = useLingui();
  const [adding, setAdding] = useState<PointKind | null>(null);
  const [error, setError] = useState<string | null>(null);
  const points: Point[] = contact.points.map(({ kind, value, label }) => ({ kind, value, label }));
  const labels = LABELS.map((label) => ({ value: label, label: pointLabel(label) }));
  const replace = (index: number, change: Partial<Point>) =>
    save(points.map((point, at) => (at === index ? { ...point, ...change } : point)));
  const remove = (index: number) => {
    setError(null);
    save(points.filter((_, at) => at !== index)).catch((reason: unknown) =>
      setError(errorText(reason)),
    );
  };

  return (
    <section className={record.card} aria-label={t`Телефоны и почта`}>
      <h2 className={record.heading}>
        <Trans>Связь</Trans>
      </h2>
      {points.map((point, index) => {
        const phone = point.kind === 'phone';
        const Sign = phone ? IconPhone : IconMail;
        return (
          <div key={`${point.kind} ${point.value}`} className={classes.point}>
            <ActionIcon
              component="a"
              href={phone ? `tel:${point.value}` : `mailto:${point.value}`}
              variant="subtle"
              size="md"
              aria-label={phone ? t`Позвонить: ${point.value}` : t`Написать: ${point.value}`}
            >
              <Sign size={16} stroke={1.6} />
            </ActionIcon>
            <InlineText
              hideLabel
              label={phone ? t`Телефон` : t`Почта`}
              value={point.value}
              readOnly={readOnly}
              onSave={(value) =>
                value ? replace(index, { value }) : save(points.filter((_, at) => at !== index))
              }
            />
            <div className={classes.label}>
              <InlineSelect
                hideLabel
                clearable={false}
                label={t`Вид: ${point.value}`}
                value={point.label}
                options={labels}
                readOnly={readOnly}
                onSave={(label) => replace(index, { label: (label ?? 'work') as PointLabel })}
              />
            </div>
            {!readOnly && (
              <CloseButton
                size="sm"
                aria-label={t`Убрать: ${point.value}`}
                onClick={() => remove(index)}
              />
            )}
          </div>
        );
      })}
      {adding && (
        <NewPoint
          kind={adding}
          onSave={async (value) => {
            await save([...points, { kind: adding, value, label: 'work' }]);
            setAdding(null);
          }}
          onCancel={() => setAdding(null)}
        />
      )}
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      {!readOnly && (
        <Group gap={6} mt={6}>
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconPlus size={13} stroke={1.8} />}
            onClick={() => setAdding('phone')}
          >
            <Trans>Телефон</Trans>
          </Button>
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconPlus size={13} stroke={1.8} />}
            onClick={() => setAdding('email')}
          >
            <Trans>Почта</Trans>
          </Button>
        </Group>
      )}
    </section>
  );
}
