import { Trans, useLingui } from '@lingui/react/macro';
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { formatNumber } from '@/kit/format';
import classes from './Import.module.css';

interface Props {
  file: File | null;
  onChange: (file: File | null) => void;
}

/** A place to drop a file on; a click or Enter opens the usual choice of files. */
export function FileDrop({ file, onChange }: Props) {
  const { t } = useLingui();
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    <label
      className={classes.drop}
      data-over={over || undefined}
      data-file={file ? true : undefined}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        const dropped = event.dataTransfer.files[0];
        if (dropped) onChange(dropped);
      }}
    >
      <input
        className={classes.dropInput}
        type="file"
        accept=".csv,.txt,.tsv,.xlsx,.json,text/csv"
        aria-label={t`Файл с таблицей`}
        onChange={(event) => onChange(event.currentTarget.files?.[0] ?? null)}
      />
      {file ? (
        <>
          <IconFileSpreadsheet size={22} stroke={1.5} aria-hidden />
          <span className={classes.dropName}>{file.name}</span>
          <span className={classes.quiet}>
            <Trans>{formatNumber(Math.ceil(file.size / 1024))} КБ · выбрать другой</Trans>
          </span>
        </>
      ) : (
        <>
          <IconUpload size={22} stroke={1.5} aria-hidden />
          <span className={classes.dropName}>
            <Trans>Перетащите файл сюда или выберите</Trans>
          </span>
          <span className={classes.quiet}>CSV, XLSX, JSON</span>
        </>
      )}
    </label>
  );
}
