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
export function NewImport({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [entity, setEntity] = useState<ImportEntity>('deals');
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const upload = useUpload();

  return (
    <FormModal
      opened
      size="lg"
      onClose={onClose}
      title={t`Новый импорт`}
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
      <FileDrop
        file={file}
        onChange={(chosen) => {
          setFile(chosen);
          upload.reset();
        }}
      />
      <div className={classes.help}>
        <p>
          <Trans>
            Подходят CSV (любой разделитель, UTF-8, UTF-16 или Windows-1251) и XLSX. Первая строка —
            названия столбцов. Выгрузки amoCRM, Битрикс24, HubSpot, Pipedrive и Zoho узнаются сами.
          </Trans>
        </p>
        <p>
          <Trans>
            Повторная загрузка того же файла обновит записи, а не удвоит их: сделки узнаются по
            внешнему номеру, компании — по ИНН и названию, контакты — по телефону и почте.
          </Trans>
        </p>
      </div>
    </FormModal>
  );
}
