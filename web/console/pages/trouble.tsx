// What a page shows when it does not exist, or when it could not be shown.
import { IconMapOff } from "@tabler/icons-react";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ButtonLink } from "../../ui/links.tsx";
import { Empty, Trouble } from "../../ui/states.tsx";

export function NotFoundPage() {
  return (
    <main>
      <NotFound />
    </main>
  );
}

export function NotFound() {
  return (
    <Empty
      icon={<IconMapOff size={28} stroke={1.5} />}
      order={1}
      title="There is nothing at this address"
      action={
        <ButtonLink to="/inbox" variant="default">
          Go to the inbox
        </ButtonLink>
      }
    >
      The link may be old, or what it named was thrown away. No mail is lost by that: Intake lists every delivery.
    </Empty>
  );
}

export function PageTrouble({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return <Trouble error={error} retry={again} />;
}
