import { Trans, useLingui } from '@lingui/react/macro';
import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCan } from '@/api/session';
import type { Pipeline } from '@/api/types';
import classes from './board.module.css';

interface Props {
  pipelines: Pipeline[];
  current: Pipeline | undefined;
  onChange: (id: string) => void;
}

/** The name of the pipeline is the title of the page, and the way to another one. */
export function PipelineSwitch({ pipelines, current, onChange }: Props) {
  const { t } = useLingui();
  const can = useCan();
  return (
    <Menu position="bottom-start" withinPortal width={260}>
      <Menu.Target>
        <UnstyledButton
          className={classes.switch}
          aria-label={current ? t`Воронка «${current.name}». Выбрать другую` : t`Воронка`}
        >
          {current?.name ?? t`Воронка`}
          <IconChevronDown size={15} stroke={1.8} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pipelines.map((pipeline) => (
          <Menu.Item
            key={pipeline.id}
            rightSection={
              pipeline.id === current?.id ? <IconCheck size={14} stroke={1.8} /> : undefined
            }
            onClick={() => onChange(pipeline.id)}
          >
            {pipeline.name}
          </Menu.Item>
        ))}
        {can('pipelines.write') && (
          <>
            <Menu.Divider />
            <Menu.Item
              component={Link}
              to="/settings/pipelines"
              leftSection={<IconSettings size={15} stroke={1.6} />}
            >
              <Trans>Настроить воронки</Trans>
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
