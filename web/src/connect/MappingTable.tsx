import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Select, Table } from '@mantine/core';
import type { Import, ImportField, ImportMapping } from '@/api/types';
import classes from './Import.module.css';
import { fieldOf, samples, withField } from './mapping';

/** The choice to leave a column out. */
const SKIP = '';

interface Props {
  item: Import;
  fields: ImportField[];
  onChange: (mapping: ImportMapping[]) => void;
}

/** When a deal entered a stage: the file may name a stage that is not there yet. */
const ENTERED = 'stage_entered:';

/** The fields, and the chosen one also when it is not among them. */
function options(fields: ImportField[], chosen: string | null): ImportField[] {
  if (!chosen || fields.some((field) => field.field === chosen)) return fields;
  const stage = chosen.startsWith(ENTERED) ? chosen.slice(ENTERED.length) : null;
  const label = stage ? t`Когда вошла в этап «${stage}»` : chosen;
  return [...fields, { field: chosen, label, required: false, example: null, hint: null }];
}

/** The columns of the file, what is in them, and where they go. */
export function MappingTable({ item, fields, onChange }: Props) {
  const { t } = useLingui();
  const { mapping, layout } = item;
  const used = new Set(mapping.map((entry) => entry.field));
  return (
    <Table className={classes.mapping} verticalSpacing={5}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">
            <Trans>Столбец файла</Trans>
          </Table.Th>
          <Table.Th scope="col">
            <Trans>Примеры</Trans>
          </Table.Th>
          <Table.Th scope="col">
            <Trans>Поле</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {layout.header.map((name, column) => {
          const chosen = fieldOf(mapping, column);
          const hint = fields.find((field) => field.field === chosen)?.hint;
          const title = name || t`Столбец ${column + 1}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its place, names repeat
            <Table.Tr key={column} data-column={column} data-skipped={!chosen || undefined}>
              <Table.Th scope="row" className={classes.columnName}>
                {title}
              </Table.Th>
              <Table.Td className={classes.samples}>
                {samples(layout.sample, column).map((value) => (
                  <span key={value} className={classes.sample} title={value}>
                    {value}
                  </span>
                ))}
              </Table.Td>
              <Table.Td className={classes.fieldCell}>
                <Select
                  classNames={{ option: classes.option }}
                  aria-label={t`Поле для столбца «${title}»`}
                  searchable={fields.length > 10}
                  allowDeselect={false}
                  nothingFoundMessage={t`Нет такого поля`}
                  comboboxProps={{ width: 260, position: 'bottom-start' }}
                  data={[
                    { value: SKIP, label: t`— не загружать —` },
                    ...options(fields, chosen).map((field) => ({
                      value: field.field,
                      label: field.required ? `${field.label} *` : field.label,
                      disabled: used.has(field.field) && field.field !== chosen,
                    })),
                  ]}
                  value={chosen ?? SKIP}
                  onChange={(value) => onChange(withField(mapping, column, value || null))}
                />
                {hint && <div className={classes.quiet}>{hint}</div>}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
