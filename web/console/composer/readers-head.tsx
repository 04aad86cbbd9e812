// Above the text of an answer: to whom it goes, in one line or to be changed, and what the guard noticed about them.
import { useState } from "react";
import { Guard } from "./guard.tsx";
import { ReadersUnknown, RecipientFields, RecipientLine } from "./recipients.tsx";
import type { Answer } from "./use-answer.ts";
import type { Readers } from "./use-readers.ts";

export function ReadersHead({ answer, readers, done }: { answer: Answer; readers: Readers; done: () => void }) {
  const [editing, setEditing] = useState(false);
  const { people, check, set } = readers;
  if (people === null) return <ReadersUnknown failed={check.isError} retry={() => void check.refetch()} />;
  const without = (address: string) => ({
    to: people.to.filter((one) => one.address !== address),
    cc: people.cc.filter((one) => one.address !== address),
    bcc: people.bcc.filter((one) => one.address !== address),
  });
  return (
    <>
      {editing ? (
        <RecipientFields
          people={people}
          check={check.data}
          change={set}
          done={() => {
            setEditing(false);
            done();
          }}
        />
      ) : (
        <RecipientLine people={people} from={check.data?.from.address ?? null} edit={() => setEditing(true)} />
      )}
      {check.data === undefined ? null : (
        <Guard
          check={check.data}
          acts={{
            leaveOut: (address) => set(without(address)),
            addBack: (person) => set({ ...people, cc: [...people.cc, person] }),
            withoutQuote: () => answer.change({ quote: false }),
          }}
        />
      )}
    </>
  );
}
