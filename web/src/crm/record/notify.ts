import { notifications } from '@mantine/notifications';
import { errorText, isProblem } from '@/api/problem';

/** Tells of a refusal where no field stands that could show it. A stale write was told already. */
export function tellRefusal(error: unknown): void {
  if (isProblem(error, 'stale')) return;
  notifications.show({ color: 'red', message: errorText(error), autoClose: 8000 });
}
