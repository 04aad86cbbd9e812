// Buttons and words that lead to another page of the console: anchors for the browser, checked addresses for the compiler.
import { ActionIcon, type ActionIconProps, Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

type Native = Omit<ComponentPropsWithRef<"a">, "style" | "color">;

export const ButtonLink = createLink((props: Native & Omit<ButtonProps, "component">) => <Button component="a" {...props} />);
export const IconLink = createLink((props: Native & Omit<ActionIconProps, "component">) => (
  <ActionIcon component="a" {...props} />
));
export const TextLink = createLink((props: Native & Omit<AnchorProps, "component">) => <Anchor component="a" {...props} />);
