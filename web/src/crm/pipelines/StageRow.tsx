import {
  draggable,
  dropTargetForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import {
  attachClosestEdge,
  extractClosestEdge,
} from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Stage } from '@/api/types';
import { stageKindLabel } from '@/crm/labels';
import { formatShare } from '@/kit/format';
import { dropPlace } from '@/kit/order';
import classes from './pipelines.module.css';
import { requiredLabel } from './required';

interface Props {
  stage: Stage;
  index: number;
  count: number;
  onPut: (from: number, to: number) => void;
  onEdit: () => void;
  onRemove: () => void;
}

export function StageRow({ stage, index, count, onPut, onEdit, onRemove }: Props) {
  const { t } = useLingui();
  const row = useRef<HTMLLIElement>(null);
  const grip = useRef<HTMLSpanElement>(null);
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null);
  const [dragging, setDragging] = useState(false);
  const latest = useRef(onPut);
  latest.current = onPut;

  useEffect(() => {
    const element = row.current;
    if (!element || !grip.current) return;
    return combine(
      draggable({
        element,
        dragHandle: grip.current,
        getInitialData: () => ({ type: 'stage', index, pipeline: stage.pipeline_id }),
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) =>
          source.data.type === 'stage' && source.data.pipeline === stage.pipeline_id,
        getData: ({ input, element: over }) =>
          attachClosestEdge({}, { input, element: over, allowedEdges: ['top', 'bottom'] }),
        onDrag: ({ self }) => setEdge(extractClosestEdge(self.data) as 'top' | 'bottom' | null),
        onDragLeave: () => setEdge(null),
        onDrop: ({ self, source }) => {
          setEdge(null);
          const from = Number(source.data.index);
          const side = extractClosestEdge(self.data) === 'top' ? 'top' : 'bottom';
          latest.current(from, dropPlace(from, index, side));
        },
      }),
    );
  }, [index, stage.pipeline_id]);

  return (
    <li
      ref={row}
      className={classes.stage}
      data-edge={edge ?? undefined}
      data-dragging={dragging || undefined}
    >
      <span ref={grip} className={classes.grip} title={t`Перетащите, чтобы изменить порядок`}>
        <IconGripVertical size={15} stroke={1.6} aria-hidden />
      </span>
      <span className={classes.dot} style={{ background: stage.color }} aria-hidden />
      <button type="button" className={classes.stageName} onClick={onEdit}>
        {stage.name}
      </button>
      <span className={classes.facts}>
        <span>{stageKindLabel(stage.kind)}</span>
        {stage.target_conversion !== null && (
          <span>
            <Trans>цель {formatShare(stage.target_conversion / 10_000)}</Trans>
          </span>
        )}
        {stage.age_limit_days !== null && (
          <span>
            <Plural
              value={stage.age_limit_days}
              one="не дольше # дня"
              few="не дольше # дней"
              many="не дольше # дней"
              other="не дольше # дня"
            />
          </span>
        )}
        {stage.checklist.length > 0 && (
          <span>
            <Plural
              value={stage.checklist.length}
              one="чек-лист: # пункт"
              few="чек-лист: # пункта"
              many="чек-лист: # пунктов"
              other="чек-лист: # пункта"
            />
          </span>
        )}
        {stage.required_fields.length > 0 && (
          <span>
            <Trans>нужно: {stage.required_fields.map(requiredLabel).join(', ')}</Trans>
          </span>
        )}
      </span>
      <span className={classes.buttons}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={t`Выше: «${stage.name}»`}
          disabled={index === 0}
          onClick={() => onPut(index, index - 1)}
        >
          <IconArrowUp size={15} stroke={1.8} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={t`Ниже: «${stage.name}»`}
          disabled={index === count - 1}
          onClick={() => onPut(index, index + 1)}
        >
          <IconArrowDown size={15} stroke={1.8} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={t`Убрать этап «${stage.name}»`}
          disabled={count === 1}
          onClick={onRemove}
        >
          <IconTrash size={15} stroke={1.6} />
        </ActionIcon>
      </span>
    </li>
  );
}
