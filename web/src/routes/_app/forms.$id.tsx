import { createFileRoute } from '@tanstack/react-router';
import { FormPage } from '@/funnel/attract/FormPage';

export const Route = createFileRoute('/_app/forms/$id')({
  component: FormPage,
});
