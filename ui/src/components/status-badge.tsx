import {
  Archive,
  Ban,
  Bookmark,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleX,
  Clock,
  CornerUpLeft,
  FileCheck,
  Handshake,
  type LucideIcon,
  PenLine,
  Send,
  ShieldAlert,
  UserCheck,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ProductStatus, RequestStatus, TokenStatus } from "@/host/types";
import { Badge } from "./badge";
import type { Tone } from "./notice";

const product: Record<ProductStatus, [Tone, LucideIcon]> = {
  toIdentify: ["warning", CircleDashed],
  recognitionInProgress: ["info", UserCheck],
  toBeIssued: ["info", FileCheck],
  inIssuance: ["info", CircleDot],
  issuanceFailed: ["danger", ShieldAlert],
  toActivate: ["warning", Clock],
  active: ["success", CircleCheck],
  suspended: ["warning", CirclePause],
  revoked: ["danger", CircleX],
  expired: ["neutral", Clock],
  cancelled: ["neutral", Ban],
};

const request: Record<RequestStatus, [Tone, LucideIcon]> = {
  draft: ["neutral", PenLine],
  waitingToSend: ["warning", Clock],
  submitted: ["info", Send],
  inRecognition: ["info", UserCheck],
  contractToSign: ["warning", PenLine],
  recognised: ["info", FileCheck],
  inIssuance: ["info", CircleDot],
  completed: ["success", CircleCheck],
  returned: ["warning", CornerUpLeft],
  rejected: ["danger", CircleX],
  expired: ["neutral", Clock],
  cancelled: ["neutral", Ban],
  deleted: ["neutral", Ban],
};

const token: Record<TokenStatus, [Tone, LucideIcon]> = {
  inStock: ["success", Archive],
  reserved: ["info", Bookmark],
  initialised: ["info", CircleDot],
  enrolled: ["info", FileCheck],
  delivered: ["neutral", Handshake],
  damaged: ["warning", ShieldAlert],
  lost: ["danger", CircleX],
  returned: ["warning", CornerUpLeft],
  disposed: ["neutral", Ban],
};

export function toneOf(status: string): Tone {
  const known = product[status as ProductStatus] ?? request[status as RequestStatus];
  return known?.[0] ?? "neutral";
}

export function tokenTone(status: string): Tone {
  return token[status as TokenStatus]?.[0] ?? "neutral";
}

export function ProductBadge({ status }: { status: ProductStatus }) {
  const { t } = useTranslation("words");
  const [tone, Icon] = product[status];
  return (
    <Badge tone={tone} icon={<Icon size={14} aria-hidden="true" />}>
      {t(`productStatus.${status}`)}
    </Badge>
  );
}

export function RequestBadge({ status }: { status: RequestStatus }) {
  const { t } = useTranslation("words");
  const [tone, Icon] = request[status];
  return (
    <Badge tone={tone} icon={<Icon size={14} aria-hidden="true" />}>
      {t(`requestStatus.${status}`)}
    </Badge>
  );
}

export function TokenBadge({ status }: { status: TokenStatus }) {
  const { t } = useTranslation("words");
  const [tone, Icon] = token[status];
  return (
    <Badge tone={tone} icon={<Icon size={14} aria-hidden="true" />}>
      {t(`tokenStatus.${status}`)}
    </Badge>
  );
}
