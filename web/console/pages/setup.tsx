// The first account, made once by the link that the server printed.
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { SetUpRequest } from "#contract/auth.ts";
import { ApiProblem, explain, post } from "../../api.ts";
import { queryClient } from "../queries.ts";
import { Door } from "./door.tsx";

const fewest = 12;

export function SetUpPage() {
  const router = useRouter();
  const { token } = useSearch({ from: "/setup" });
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", password: "" },
    validate: {
      name: (name) => (name.trim() === "" ? "Type your name. Colleagues see it on tickets." : null),
      email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : "Type an e-mail address. You sign in with it."),
      password: (password) => (password.length >= fewest ? null : `At least ${fewest} characters. A few words in a row do well.`),
    },
  });

  const setUp = form.onSubmit(async (values) => {
    setBusy(true);
    setRefusal(null);
    try {
      await post("/auth/setup", { token: token ?? "", ...values } satisfies SetUpRequest);
      queryClient.clear();
      router.history.replace("/welcome");
    } catch (error) {
      if (error instanceof ApiProblem)
        for (const { pointer, detail } of error.errors) form.setFieldError(pointer.replace("/body/", ""), detail);
      setRefusal(explain(error).detail);
    } finally {
      setBusy(false);
    }
  });

  if (token === undefined) {
    return (
      <Door title="This link is not whole">
        <p>Copy the whole link that the server printed when it started: it ends in a long token.</p>
      </Door>
    );
  }
  return (
    <Door
      title="Welcome to Inlet"
      lead="You are the first one here. Make your account, and then connect the place where customers write."
    >
      <form onSubmit={setUp} noValidate>
        <Stack gap="lg">
          {refusal === null ? null : (
            <Alert color="red" role="alert">
              {refusal}
            </Alert>
          )}
          <TextInput label="Your name" autoComplete="name" autoFocus key={form.key("name")} {...form.getInputProps("name")} />
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            description={`At least ${fewest} characters. A few words in a row do well.`}
            autoComplete="new-password"
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={busy}>
            Make my account
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
