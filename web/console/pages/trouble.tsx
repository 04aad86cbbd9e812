// What a page shows when it does not exist, or when it could not be shown.
import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { Empty, Trouble } from "../../ui/states.tsx";

export function NotFound() {
  return (
    <Empty
      icon={<IconMapOff size={28} stroke={1.5} />}
      title="There is nothing at this address"
      action={
        <Button component={Link} to="/inbox" variant="default">
          Go to the inbox
        </Button>
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
