import { useLingui } from '@lingui/react/macro';
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useCan } from '@/api/session';
import type { Company } from '@/api/types';
import { Composer } from '@/crm/record/Composer';
import { RecordDeals } from '@/crm/record/RecordDeals';
import { RecordMenu } from '@/crm/record/RecordMenu';
import { RecordTasks } from '@/crm/record/RecordTasks';
import { RecordTitle } from '@/crm/record/RecordTitle';
import record from '@/crm/record/record.module.css';
import { Timeline } from '@/crm/record/Timeline';
import { ErrorState } from '@/kit/ErrorState';
import { Page } from '@/kit/Page';
import { CompanyContacts } from './CompanyContacts';
import { CompanyFacts } from './CompanyFacts';
import { companyQuery, useCompanyCalls } from './companyCalls';

export function CompanyPage() {
  const { id } = useParams({ from: '/_app/companies/$id' });
  const query = useQuery(companyQuery(id));
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  return <Loaded key={id} company={query.data} />;
}

function Loaded({ company }: { company: Company }) {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const readOnly = !can('companies.write');
  const { change, remove } = useCompanyCalls(company);
  const ref = { id: company.id, name: company.name };
  return (
    <Page
      title={
        <RecordTitle
          label={t`Название компании`}
          value={company.name}
          readOnly={readOnly}
          onSave={(name) => change.mutateAsync({ name })}
        />
      }
      facts={company.industry ?? undefined}
      actions={
        can('companies.delete') && (
          <RecordMenu
            action={t`Удалить компанию`}
            question={t`Удалить компанию «${company.name}»?`}
            text={t`Компанию со сделками или контактами удалить нельзя. Вернуть удалённую тоже.`}
            onRemove={() =>
              remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/companies' }) })
            }
          />
        )
      }
    >
      <div className={record.layout}>
        <div className={record.side}>
          <CompanyFacts
            company={company}
            readOnly={readOnly}
            save={(changes) => change.mutateAsync(changes)}
          />
          {can('contacts.read') && <CompanyContacts company={ref} />}
        </div>
        <div className={record.main}>
          {can('deals.read') && <RecordDeals of="company" id={company.id} company={ref} />}
          <Composer of="company" id={company.id} />
          <RecordTasks of="company" id={company.id} />
          <Timeline of="company" id={company.id} />
        </div>
      </div>
    </Page>
  );
}
