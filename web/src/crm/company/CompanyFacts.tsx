import { useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconPhone } from '@tabler/icons-react';
import { useUserOptions } from '@/api/reference';
import type { Company } from '@/api/types';
import { PlainFact } from '@/crm/record/fields';
import { withChosen } from '@/crm/record/options';
import record from '@/crm/record/record.module.css';
import { formatDate, formatPhone, telHref } from '@/kit/format';
import { InlineSelect, InlineText } from '@/kit/InlineEdit';

interface Props {
  company: Company;
  readOnly: boolean;
  save: (changes: Record<string, unknown>) => Promise<unknown>;
}

type TextField = 'inn' | 'kpp' | 'ogrn' | 'phone' | 'email' | 'website' | 'address' | 'industry';

/** Requisites and addresses. Wrong check digits are told, not refused: papers have them too. */
export function CompanyFacts({ company, readOnly, save }: Props) {
  const { t } = useLingui();
  const owners = useUserOptions();
  const field = (name: TextField, label: string, multiline = false) => {
    const warnings = company.warnings.filter((warning) => warning.field === name);
    return (
      <div>
        <div className={name === 'phone' ? record.acted : undefined}>
          <InlineText
            label={label}
            multiline={multiline}
            value={company[name]}
            display={name === 'phone' && company.phone ? formatPhone(company.phone) : undefined}
            readOnly={readOnly}
            onSave={(value) => save({ [name]: value })}
          />
          {name === 'phone' && company.phone && (
            <ActionIcon
              component="a"
              href={telHref(company.phone)}
              variant="subtle"
              aria-label={t`Позвонить: ${company.phone}`}
            >
              <IconPhone size={16} stroke={1.6} />
            </ActionIcon>
          )}
        </div>
        {warnings.map((warning) => (
          <div key={warning.code} className={`${record.warning} ${record.warned}`} role="note">
            <IconAlertTriangle size={13} stroke={1.8} aria-hidden />
            {warning.message}
          </div>
        ))}
      </div>
    );
  };
  return (
    <section className={record.card} aria-label={t`Сведения о компании`}>
      {field('inn', t`ИНН`)}
      {field('kpp', t`КПП`)}
      {field('ogrn', t`ОГРН`)}
      {field('phone', t`Телефон`)}
      {field('email', t`Почта`)}
      {field('website', t`Сайт`)}
      {field('address', t`Адрес`, true)}
      {field('industry', t`Отрасль`)}
      <InlineText
        label={t`Сотрудники`}
        value={company.employees === null ? null : String(company.employees)}
        readOnly={readOnly}
        onSave={(value) => save({ employees: value ? Number(value.replace(/\D/g, '')) : null })}
      />
      <InlineSelect
        label={t`Ответственный`}
        value={company.owner?.id ?? null}
        options={withChosen(owners, company.owner)}
        readOnly={readOnly}
        onSave={(owner_id) => save({ owner_id })}
      />
      <PlainFact label={t`Создана`}>{formatDate(company.created_at)}</PlainFact>
      {company.external_id && <PlainFact label={t`Внешний код`}>{company.external_id}</PlainFact>}
    </section>
  );
}
