import { Checkout } from './checkout';

export const dynamic = 'force-dynamic';

export default function Page() {
  return <Checkout frame={process.env.FRAME} />;
}
