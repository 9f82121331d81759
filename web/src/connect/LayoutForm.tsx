import { useLingui } from '@lingui/react/macro';
import { Loader, Select } from '@mantine/core';
import type { Import } from '@/api/types';
import classes from './Import.module.css';
import type { Changes } from './importCalls';

const ENCODINGS = ['UTF-8', 'windows-1251', 'UTF-16LE', 'UTF-16BE', 'KOI8-R', 'IBM866'];

/** A header stands near the top, under a title or two. */
const HEADERS = 10;

interface Props {
  item: Import;
  busy: boolean;
  onChange: (layout: NonNullable<Changes['layout']>) => void;
}

/** How the file is cut into a table. It was guessed; a wrong guess is mended here and the file is read anew. */
export function LayoutForm({ item, busy, onChange }: Props) {
  const { t } = useLingui();
  const { layout } = item;
  const encoding = layout.encoding ?? '';
  const known = ENCODINGS.find((name) => name.toLowerCase() === encoding.toLowerCase());
  const header = (layout as { header_row?: number | null }).header_row ?? 0;
  const rows = Array.from({ length: Math.max(HEADERS, header) }, (_, index) => index + 1);
  return (
    <div className={classes.row}>
      {layout.format === 'csv' ? (
        <>
          <Select
            label={t`Кодировка`}
            className={classes.short}
            allowDeselect={false}
            data={known || !encoding ? ENCODINGS : [encoding, ...ENCODINGS]}
            value={known ?? encoding}
            onChange={(value) => value && onChange({ encoding: value })}
          />
          <Select
            label={t`Разделитель`}
            className={classes.short}
            allowDeselect={false}
            data={[
              { value: ';', label: t`точка с запятой ;` },
              { value: ',', label: t`запятая ,` },
              { value: '\t', label: t`табуляция` },
              { value: '|', label: t`черта |` },
            ]}
            value={layout.separator}
            onChange={(value) => value && onChange({ separator: value })}
          />
        </>
      ) : layout.format === 'json' ? null : (
        <Select
          label={t`Лист`}
          className={classes.short}
          allowDeselect={false}
          data={layout.sheets}
          value={layout.sheet}
          onChange={(value) => value && onChange({ sheet: value })}
        />
      )}
      <Select
        label={t`Заголовок`}
        className={classes.short}
        allowDeselect={false}
        data={[
          { value: '0', label: t`нет` },
          ...rows.map((row) => ({ value: String(row), label: t`строка ${row}` })),
        ]}
        value={String(header)}
        onChange={(value) => value && onChange({ header_row: Number(value) })}
      />
      {busy && <Loader size="xs" mb={7} aria-label={t`Сохраняется`} />}
    </div>
  );
}
