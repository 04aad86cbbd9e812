// "Why is this here?": the receipt of the delivery that made a message.
import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { TextLink } from "../../ui/links.tsx";
import { ReceiptPath } from "../../ui/receipt.tsx";
import { Bones, Trouble } from "../../ui/states.tsx";
import { deliveryQuery } from "../queries.ts";

export function Why({ deliveryId, close }: { deliveryId: string; close: () => void }) {
  const delivery = useQuery(deliveryQuery(deliveryId));
  return (
    <Drawer opened onClose={close} title="Why is this here?" closeButtonProps={{ "aria-label": "Close" }}>
      {delivery.isPending ? <Bones rows={5} height={36} /> : null}
      {delivery.isError ? <Trouble error={delivery.error} retry={() => void delivery.refetch()} /> : null}
      {delivery.data === undefined ? null : (
        <>
          {delivery.data.receipt === null ? (
            <p>It waits to be read. The reason appears here in a moment.</p>
          ) : (
            <ReceiptPath receipt={delivery.data.receipt} />
          )}
          <TextLink to="/intake" search={{ delivery: deliveryId }} size="sm">
            See the whole delivery in Intake
          </TextLink>
        </>
      )}
    </Drawer>
  );
}
