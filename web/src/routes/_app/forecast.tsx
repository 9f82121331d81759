import { createFileRoute } from '@tanstack/react-router';
import { ForecastPage } from '@/analyze/forecast/ForecastPage';

export const Route = createFileRoute('/_app/forecast')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: ForecastPage,
});
