// Signing in: password, and the authenticator's code when the server asks for it.
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { SignInRequest } from "#contract/auth.ts";
import { ApiProblem, explain, post } from "../../api.ts";
import { authStatusQuery, queryClient } from "../queries.ts";
import { Door } from "./door.tsx";

export function SignInPage() {
  const router = useRouter();
  const { to } = useSearch({ from: "/sign-in" });
  const status = useQuery(authStatusQuery);
  const [asksCode, setAsksCode] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "", code: "" },
    validate: {
      email: (email) => (email.includes("@") ? null : "Type your e-mail address."),
      password: (password) => (password === "" ? "Type your password." : null),
    },
  });

  const signIn = form.onSubmit(async ({ email, password, code }) => {
    setBusy(true);
    setRefusal(null);
    try {
      await post("/auth/sign-in", { email, password, ...(asksCode ? { code } : {}) } satisfies SignInRequest);
      queryClient.clear();
      router.history.push(to ?? "/");
    } catch (error) {
      if (error instanceof ApiProblem && error.code === "totp-required") setAsksCode(true);
      else setRefusal(explain(error).detail);
    } finally {
      setBusy(false);
    }
  });

  return (
    <Door title="Sign in" lead={to === undefined ? undefined : "Sign in to go on where you were."}>
      {status.data?.needsSetUp === true ? (
        <Alert color="yellow" title="Nobody works here yet">
          Open the one-time link that the server printed when it started. It makes the first account.
        </Alert>
      ) : null}
      <form onSubmit={signIn} noValidate>
        <Stack gap="lg">
          {refusal === null ? null : (
            <Alert color="red" role="alert">
              {refusal}
            </Alert>
          )}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            autoFocus
            disabled={asksCode}
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            disabled={asksCode}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          {asksCode ? (
            <TextInput
              label="Code"
              description="The six digits that your authenticator app shows for Inlet."
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              autoFocus
              key={form.key("code")}
              {...form.getInputProps("code")}
            />
          ) : null}
          <Button type="submit" loading={busy}>
            {asksCode ? "Confirm" : "Sign in"}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
