import { Trans, useLingui } from '@lingui/react/macro';
import { Radio } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { ImportEntity } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { FileDrop } from './FileDrop';
import classes from './Import.module.css';
import { useUpload } from './importCalls';
import { ENTITIES, entityHint, entityLabel } from './labels';

/** The first step: what is in the file, and the file. */
interface Props {
  /** What is in the file, where that is known beforehand. */
  known?: ImportEntity;
  onClose: () => void;
}

export function NewImport({ known, onClose }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [entity, setEntity] = useState<ImportEntity>(known ?? 'deals');
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const upload = useUpload();

  return (
    <FormModal
      opened
      size="lg"
      onClose={onClose}
      title={known === 'ad-days' ? t`Загрузить отчёт о рекламе` : t`Новый импорт`}
      action={t`Дальше`}
      busy={upload.isPending}
      error={
        upload.error
          ? errorText(upload.error)
          : missing && !file
            ? t`Выберите файл с таблицей.`
            : null
      }
      onSubmit={() => {
        setMissing(true);
        if (!file) return;
        upload.mutate(
          { entity, file },
          { onSuccess: (made) => void navigate({ to: '/imports/$id', params: { id: made.id } }) },
        );
      }}
    >
      {!known && (
        <Radio.Group
          label={t`Что в файле`}
          value={entity}
          onChange={(value) => setEntity(value as ImportEntity)}
        >
          <div className={classes.entities}>
            {ENTITIES.map((value) => (
              <Radio
                key={value}
                className={classes.entity}
                value={value}
                data-autofocus={value === entity || undefined}
                label={entityLabel(value)}
                description={entityHint(value)}
              />
            ))}
          </div>
        </Radio.Group>
      )}
      <FileDrop
        file={file}
        onChange={(chosen) => {
          setFile(chosen);
          upload.reset();
        }}
      />
      {entity === 'ad-days' ? (
        <div className={classes.help}>
          <p>
            <Trans>
              Подходят отчёты по дням: Яндекс Директ (API и кабинет), VK Реклама (JSON и CSV),
              Google Ads (CSV на русском и английском). Площадка узнаётся по столбцам.
            </Trans>
          </p>
          <p>
            <Trans>
              День, который уже загружен, заменяется, а не складывается. Загрузку можно отменить.
            </Trans>
          </p>
        </div>
      ) : (
        <div className={classes.help}>
          <p>
            <Trans>
              Подходят CSV (любой разделитель, UTF-8, UTF-16 или Windows-1251) и XLSX. Первая строка
              — названия столбцов. Выгрузки amoCRM, Битрикс24, HubSpot, Pipedrive и Zoho узнаются
              сами.
            </Trans>
          </p>
          <p>
            <Trans>
              Повторная загрузка того же файла обновит записи, а не удвоит их: сделки узнаются по
              внешнему номеру, компании — по ИНН и названию, контакты — по телефону и почте.
            </Trans>
          </p>
        </div>
      )}
    </FormModal>
  );
}
