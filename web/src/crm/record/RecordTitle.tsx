import { useHotkeys } from '@mantine/hooks';
import { useRef } from 'react';
import { InlineText } from '@/kit/InlineEdit';
import classes from './record.module.css';

interface Props {
  label: string;
  value: string;
  readOnly: boolean;
  onSave: (value: string) => Promise<unknown>;
}

/** The name of a record as the title of its page; a click or the key E edits it in place. */
export function RecordTitle({ label, value, readOnly, onSave }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useHotkeys([
    [
      'E',
      () => box.current?.querySelector('button')?.click(),
      { usePhysicalKeys: true, preventDefault: true },
    ],
  ]);
  return (
    <div className={classes.title} ref={box}>
      <InlineText
        label={label}
        hideLabel
        value={value}
        readOnly={readOnly}
        onSave={(next) => onSave(next ?? '')}
      />
    </div>
  );
}
