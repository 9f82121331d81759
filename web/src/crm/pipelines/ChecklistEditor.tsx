import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, CloseButton, Input, TextInput } from '@mantine/core';
import { IconArrowUp, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { moved } from '@/kit/order';
import type { StageDraft } from './pipelineCalls';
import classes from './pipelines.module.css';

type Item = StageDraft['checklist'][number];

interface Props {
  items: Item[];
  error: ReactNode;
  onChange: (items: Item[]) => void;
}

/** What is to be done on a stage. Items keep their ids, and with them what was already ticked. */
export function ChecklistEditor({ items, error, onChange }: Props) {
  const { t } = useLingui();
  const list = useRef<HTMLDivElement>(null);
  const add = () => {
    onChange([...items, { text: '' }]);
    setTimeout(() => {
      const boxes = list.current?.querySelectorAll('input');
      boxes?.[boxes.length - 1]?.focus();
    });
  };
  return (
    <Input.Wrapper label={t`Чек-лист`} error={error} labelElement="div">
      <div className={classes.checklist} ref={list}>
        {items.map((item, index) => (
          <div key={item.id ?? `new ${index}`} className={classes.checkLine}>
            <TextInput
              aria-label={t`Пункт ${index + 1}`}
              value={item.text}
              maxLength={300}
              onChange={(event) => {
                const text = event.currentTarget.value;
                onChange(items.map((one, at) => (at === index ? { ...one, text } : one)));
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter') {
                  event.preventDefault();
                  add();
                }
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t`Пункт ${index + 1} выше`}
              disabled={index === 0}
              onClick={() => onChange(moved(items, index, index - 1))}
            >
              <IconArrowUp size={14} stroke={1.8} />
            </ActionIcon>
            <CloseButton
              size="sm"
              aria-label={t`Убрать пункт ${index + 1}`}
              onClick={() => onChange(items.filter((_, at) => at !== index))}
            />
          </div>
        ))}
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconPlus size={13} stroke={1.8} />}
          onClick={add}
        >
          <Trans>Пункт</Trans>
        </Button>
      </div>
    </Input.Wrapper>
  );
}
