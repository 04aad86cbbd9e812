// Canned replies: texts that are written once and used often, with places for names and numbers.
import { Button, Group, Modal, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { IconMessageBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { CannedReply, CreateCannedReplyRequest } from "#contract/canned-replies.ts";
import { explain, patch, post, remove } from "../../api.ts";
import { Age } from "../../ui/clock.tsx";
import { Bones, Empty, Trouble } from "../../ui/states.tsx";
import { type Pen, RichEditor } from "../composer/editor.tsx";
import { mailHtml } from "../composer/mail-html.ts";
import { cannedRepliesQuery, variablesQuery } from "../composer/queries.ts";
import { queryClient, useMay } from "../queries.ts";
import { refused, told } from "../toast.tsx";
import styles from "./settings.module.css";

export function CannedReplies() {
  const replies = useQuery(cannedRepliesQuery);
  const may = useMay("tickets:write");
  const [open, setOpen] = useState<CannedReply | "new" | null>(null);
  return (
    <Stack gap="lg">
      <p className={styles.words}>
        Type <kbd>/</kbd> in an answer and the beginning of a name: the text comes with the customer's own name and number in it.
        All colleagues share these.
      </p>
      {may ? (
        <div>
          <Button leftSection={<IconMessageBolt size={16} />} onClick={() => setOpen("new")}>
            Write a canned reply
          </Button>
        </div>
      ) : null}
      {replies.isPending ? <Bones rows={3} /> : null}
      {replies.isError ? <Trouble error={replies.error} retry={() => void replies.refetch()} /> : null}
      {replies.data?.length === 0 ? (
        <Empty icon={<IconMessageBolt size={28} stroke={1.5} />} title="No canned replies yet">
          What do you write again and again? Write it here once.
        </Empty>
      ) : null}
      <ul className={styles.keys} aria-label="Canned replies">
        {(replies.data ?? []).map((reply) => (
          <li key={reply.id} className={styles.key}>
            <div className={styles.keyName}>
              <strong>{reply.name}</strong>
              <span className={`${styles.preview} clip`}>{reply.text}</span>
            </div>
            <span className="muted">
              <Age at={reply.updatedAt} long />
            </span>
            {may ? (
              <Button size="compact-sm" variant="default" onClick={() => setOpen(reply)} aria-label={`Change ${reply.name}`}>
                Change
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {open === null ? null : <Form reply={open === "new" ? null : open} close={() => setOpen(null)} />}
    </Stack>
  );
}

function Form({ reply, close }: { reply: CannedReply | null; close: () => void }) {
  const variables = useQuery(variablesQuery);
  const [name, setName] = useState(reply?.name ?? "");
  const [html, setHtml] = useState(reply?.html ?? "");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const pen = useRef<Pen>(null);
  const refresh = () => queryClient.invalidateQueries({ queryKey: cannedRepliesQuery.queryKey });
  const save = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const request: CreateCannedReplyRequest = { name, html: mailHtml(html) };
      await (reply === null ? post("/canned-replies", request) : patch(`/canned-replies/${reply.id}`, request));
      await refresh();
      close();
      told(`“${name.trim()}” saved`);
    } catch (error) {
      setTrouble(explain(error).detail);
      setBusy(false);
    }
  };
  const drop = async () => {
    if (reply === null) return;
    try {
      await remove(`/canned-replies/${reply.id}`);
      close();
      told(`“${reply.name}” deleted`, () => {
        void post("/canned-replies", { name: reply.name, html: reply.html }).catch(refused).then(refresh);
      });
    } catch (error) {
      refused(error);
    }
    await refresh();
  };
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={reply === null ? "Write a canned reply" : `Change “${reply.name}”`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            description="What you type after / to find it."
            data-autofocus
            value={name}
            error={trouble}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div>
            <div className={styles.writingLabel}>Text</div>
            <div className={styles.writing}>
              <RichEditor
                pen={pen}
                label="Text of the canned reply"
                placeholder="Hello {{requester.firstName|there}},"
                initial={reply?.html ?? ""}
                changed={(written) => setHtml(written.html)}
                send={() => void save()}
              />
            </div>
          </div>
          <div className={styles.variables} role="group" aria-label="Put a variable in">
            {(variables.data ?? []).map((variable) => (
              <UnstyledButton
                key={variable.name}
                className={styles.variable}
                title={variable.about}
                onClick={() => pen.current?.insert(`{{${variable.name}}}`)}
              >
                {variable.name}
              </UnstyledButton>
            ))}
          </div>
          <Group justify="space-between">
            <Button type="submit" loading={busy} disabled={name.trim() === "" || html === ""}>
              Save
            </Button>
            {reply === null ? null : (
              <Button variant="subtle" color="red" onClick={() => void drop()}>
                Delete
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
