"""Each kind of difference, and each repair, in a sentence for people."""

from __future__ import annotations

from typing import Final, Literal

from gateway.twin.model import Difference, Kind, Repair

KINDS: Final[dict[Kind, tuple[str, str]]] = {
    Kind.GAP: (
        "the ledger has recorded it and Temporal's run does not know it: something ended between the two",
        "台账已记录而 Temporal 的运行不知道：二者之间有进程中断",
    ),
    Kind.UNANSWERED: (
        "Temporal has accepted it and holds no answer (the run: {temporal})",
        "Temporal 已接受但没有留下答复（运行状态：{temporal}）",
    ),
    Kind.REPEATED: (
        "sent again, and answered by the first receipt",
        "重复发送，以首次回执答复",
    ),
    Kind.RUN_GONE: (
        "Temporal no longer keeps the run that recorded it, and it was not archived",
        "记录它的运行 Temporal 已不再保留，也没有归档",
    ),
    Kind.RESUMED: (
        "the run began from the ledger, at version {version}",
        "该运行由台账第{version}版起恢复",
    ),
    Kind.NO_OP: (
        "a timer that no longer applied: nothing was to be recorded",
        "期限提醒已不适用：无须记录",
    ),
    Kind.FALLBACK: (
        "the local attempt did not answer in time, so a regular activity recorded ({temporal})",
        "本地尝试未及时答复，改由常规活动记录（{temporal}）",
    ),
    Kind.TERM_BESIDE: (
        "a term that had run out, recorded together with the act that came after it",
        "已届满的期限，与其后的行为一并记录",
    ),
    Kind.NOT_RECORDED: (
        "declined without a record, by the rule for repeated noise or an unreadable stream ({temporal})",
        "未作记录即被拒绝：重复干扰或事件流无法读取（{temporal}）",
    ),
    Kind.ID_REUSED: (
        "the id was in use for another act, so the refusal stands under {ledger}",
        "该编号已用于其他行为，拒绝记录在 {ledger} 之下",
    ),
    Kind.OTHER_UPDATE_ID: (
        "the sender gave the update another id than the command: {temporal}",
        "发送方给更新使用了与命令不同的编号：{temporal}",
    ),
    Kind.UNREADABLE: (
        "this release has no such event; compare with the release that wrote it",
        "本版本没有这种事件，请用写入它的版本核对",
    ),
    Kind.BEHIND: (
        "the workflow stands at version {temporal}, the ledger at {ledger}",
        "工作流处于第{temporal}版，台账处于第{ledger}版",
    ),
    Kind.LOST: (
        "the stream is open at version {ledger} and no workflow runs",
        "事件流在第{ledger}版仍未结束，但没有工作流在运行",
    ),
    Kind.MISSING_RECEIPT: (
        "Temporal holds its receipt and the ledger does not know it",
        "Temporal 存有其回执，台账却没有",
    ),
    Kind.MISSING_EVENT: (
        "the event of its receipt, {temporal}, is not in the ledger",
        "回执所载的事件 {temporal} 不在台账中",
    ),
    Kind.UNKNOWN_COMMAND: (
        "the event belongs to a command that neither side knows",
        "该事件所属的命令双方都不知道",
    ),
    Kind.EXTRA_EVENT: (
        "the event is not in the receipt of its command",
        "该事件不在其命令的回执之中",
    ),
    Kind.OTHER_COMMAND: (
        "the event belongs to {temporal} by its receipt and says {ledger}",
        "按回执该事件属于 {temporal}，而其自身写的是 {ledger}",
    ),
    Kind.OTHER_EVENT: (
        "the receipt names the event {temporal}, the ledger {ledger}",
        "回执所载事件为 {temporal}，台账为 {ledger}",
    ),
    Kind.DIGEST: (
        "the content differs: digest {temporal} and {ledger}",
        "内容不一致：摘要分别为 {temporal} 和 {ledger}",
    ),
    Kind.ACTOR: (
        "the actor differs: {temporal} in Temporal, {ledger} in the ledger",
        "行为人不一致：Temporal 为 {temporal}，台账为 {ledger}",
    ),
    Kind.ORDER: (
        "the place differs: {temporal} in Temporal, {ledger} in the ledger",
        "位置不一致：Temporal 为 {temporal}，台账为 {ledger}",
    ),
    Kind.OUTSIDE: (
        "recorded by something that is not the stream's workflow",
        "由该事件流的工作流以外的程序记录",
    ),
    Kind.DAMAGED: ("the event cannot be trusted: {ledger}", "该事件不可信：{ledger}"),
    Kind.HISTORY_CHANGED: (
        "the history is not the one that was archived: digest {temporal}, archived {ledger}",
        "历史与归档的不一致：摘要为 {temporal}，归档为 {ledger}",
    ),
    Kind.ARCHIVE_DAMAGED: ("the archived run cannot be used: {temporal}", "归档的运行无法使用：{temporal}"),
}
"""English, Chinese."""

REPAIRS: Final[dict[Repair, tuple[str, str]]] = {
    Repair.NONE: ("nothing to do", "无须处理"),
    Repair.NUDGE: ("nudge the workflow, so that it reads the ledger again", "提醒工作流重新读取台账"),
    Repair.START: ("begin the workflow from the ledger", "由台账重新启动工作流"),
    Repair.INVESTIGATE: (
        "no repair by machine: run `fenduan ledger verify`, and compare with the seal's copies and a backup",
        "不能自动修复：请运行 fenduan ledger verify，并与封存副本和备份核对",
    ),
}
"""English, Chinese."""


def sentence(difference: Difference, lang: Literal["zh", "en"]) -> str:
    """The difference in a sentence, with what it concerns before it."""
    text = KINDS[difference.kind][lang == "zh"].format(
        temporal=difference.temporal or "-", ledger=difference.ledger or "-", version=difference.version
    )
    named = [difference.stream]
    if difference.version is not None:
        named[0] += f" {difference.version}"
    if difference.command_id is not None:
        named.append(f"{difference.command} {difference.command_id}".strip())
    elif difference.run_id is not None:
        named.append(("运行 " if lang == "zh" else "run ") + difference.run_id)
    return ("，" if lang == "zh" else ", ").join(named) + ("：" if lang == "zh" else ": ") + text
