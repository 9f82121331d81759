import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lostReasonsQuery, sourcesQuery, tagsQuery } from '@/api/reference';
import { Page } from '@/kit/Page';
import classes from '@/kit/settings.module.css';
import { DictionarySection } from './DictionarySection';

/** The short lists that deals are described with. */
export function DictionariesPage() {
  const { t } = useLingui();
  const sources = useQuery(sourcesQuery);
  const reasons = useQuery(lostReasonsQuery);
  const tags = useQuery(tagsQuery);
  return (
    <Page title={t`Справочники`} facts={t`Убранное в архив остаётся в прошлых сделках и отчётах`}>
      <div className={classes.lists}>
        <DictionarySection
          title={t`Источники`}
          hint={t`Откуда пришла сделка`}
          path="sources"
          items={sources.data?.items ?? []}
          queryKey={sourcesQuery.queryKey}
        />
        <DictionarySection
          title={t`Причины проигрыша`}
          hint={t`Почему сделка не состоялась`}
          path="lost-reasons"
          items={reasons.data?.items ?? []}
          queryKey={lostReasonsQuery.queryKey}
        />
        <DictionarySection
          title={t`Теги`}
          hint={t`Метки для отбора`}
          path="tags"
          colored
          items={tags.data?.items ?? []}
          queryKey={tagsQuery.queryKey}
        />
      </div>
    </Page>
  );
}
