"""E02 to E04 and E06: whether the product is one for which segmented production is open."""

from __future__ import annotations

from dataclasses import replace

from domain.dossier import Composition, Kind, Origin, Product, RegistrationClass
from domain.findings import Outcome
from domain.rules.rule import Answer, Both, Question, correct, failed, passed, refer, words, yes_no

NAMED_KINDS = frozenset({Kind.MULTIVALENT_VACCINE, Kind.ANTIBODY, Kind.ADC, Kind.GLP1, Kind.INSULIN})
CELL_OR_GENE = frozenset({Kind.CELL_THERAPY, Kind.GENE_THERAPY})
NOT_ENTRUSTABLE = frozenset(
    {Kind.BLOOD_PRODUCT, Kind.NARCOTIC, Kind.PSYCHOTROPIC, Kind.MEDICAL_TOXIC, Kind.PRECURSOR}
)

_NAME_THE_LIMB = Both(
    "Show that the variety is innovative or clinically urgently needed, or that NMPA has named it.",
    "请证明该品种属于创新生物制品、临床急需生物制品，或者国家药监局明确的其他品种。",
)


def _listed_kind(q: Question) -> Kind | None:
    """The kind of the Plan's list that the product is of; a vaccine by its composition, whatever it is called."""
    kind = q.dossier.product.kind
    if kind is Kind.VACCINE and q.dossier.vaccine.composition is Composition.MULTIVALENT:
        return Kind.MULTIVALENT_VACCINE
    return kind if kind in NAMED_KINDS else None


def _limbs(product: Product) -> dict[str, str]:
    return {
        "kind": product.kind.value,
        "innovative": yes_no(product.innovative),
        "clinically_urgent": yes_no(product.clinically_urgent),
        "nmpa_designated": yes_no(product.nmpa_designated),
    }


def e02_biological(q: Question) -> Answer:
    """The registration class, not the substance, decides: a synthetic peptide filed as a chemical is none."""
    product = q.dossier.product
    facts = {"registration_class": product.registration_class.value, "kind": product.kind.value}
    if product.registration_class is RegistrationClass.BIOLOGICAL:
        return passed(Both("Registered as a biological product.", "按生物制品注册分类申报。"), facts)
    why = Both(
        f"{product.name} is registered as a {product.registration_class.value} drug; only biological products have "
        "this route.",
        f"{product.name_zh or product.name}按化学药品注册分类申报；分段生产仅适用于生物制品。",
    )
    todo = Both(
        "Use the ordinary rules for entrusted manufacture, or correct the class if it was entered by mistake.",
        "请按一般委托生产规定办理；如注册分类填写有误，请更正。",
    )
    return failed(why, todo, facts)


def e03_variety(q: Question) -> Answer:
    """Innovative, clinically urgent or named by NMPA; a listed kind alone is an open question of reading."""
    product = q.dossier.product
    facts = _limbs(product)
    if product.kind in CELL_OR_GENE and not product.nmpa_designated:
        why = Both(
            "Cell and gene therapy is not among the varieties of the plan; only NMPA can name it.",
            "细胞和基因治疗产品不在方案列举品种之内，须由国家药监局明确。",
        )
        todo = Both(
            "Ask NMPA to name the variety, and add its paper.", "请提请国家药监局明确该品种，并附具文件。"
        )
        return refer(why, todo, facts)
    if product.innovative or product.clinically_urgent or product.nmpa_designated:
        limb = next(
            name for name in ("innovative", "clinically_urgent", "nmpa_designated") if facts[name] == "yes"
        )
        said = {
            "innovative": Both("an innovative biological product", "创新生物制品"),
            "clinically_urgent": Both("a clinically urgently needed biological product", "临床急需生物制品"),
            "nmpa_designated": Both("a variety named by NMPA", "国家药监局明确的品种"),
        }[limb]
        return passed(Both(f"The variety is {said.en}.", f"该品种属于{said.zh}。"), {**facts, "limb": limb})
    listed_kind = _listed_kind(q)
    if listed_kind and q.reading("kind_alone") == "pass":
        said = words(listed_kind)
        why = Both(
            f"The kind '{said.en}' is listed; by the configured reading that suffices.",
            f"“{said.zh}”属方案列举类别；按配置读法，属列举类别即可。",
        )
        return passed(why, {**facts, "limb": "kind"})
    if listed_kind:
        why = Both(
            f"The kind '{words(listed_kind).en}' is listed, but the product is neither innovative nor urgent nor "
            "named; whether the kind alone suffices is open.",
            f"“{words(listed_kind).zh}”属方案列举类别，但该品种并非创新、临床急需或者经明确的品种；"
            "仅凭类别是否符合，尚无定论。",
        )
        return refer(why, _NAME_THE_LIMB, facts)
    why = Both(
        "The variety is neither innovative, nor clinically urgent, nor named by NMPA, nor of a listed kind; the plan "
        "admits exceptions, since it speaks 'in principle'.",
        "该品种既非创新、临床急需，也未经国家药监局明确，且不属列举类别；方案表述为“原则上”，存在例外空间。",
    )
    return refer(why, _NAME_THE_LIMB, facts)


def e03a_special_need(q: Question) -> Answer:
    """The Regulations, as far as they are known, also ask for a special need of process or facility."""
    product = q.dossier.product
    facts = {
        "innovative": yes_no(product.innovative),
        "clinically_urgent": yes_no(product.clinically_urgent),
        "public_health_emergency": yes_no(product.public_health_emergency),
        "special_process": yes_no(product.special_process),
    }
    purpose = product.innovative or product.clinically_urgent or product.public_health_emergency
    if purpose and product.special_process:
        return passed(
            Both(
                "The product serves a purpose of the Regulations and needs a special process or facility.",
                "该品种符合条例所列情形，且对工艺或者设施有特殊要求。",
            ),
            facts,
        )
    why = Both(
        "A special need of process or facility for an innovative, urgent or emergency product is not shown; the "
        "wording of the Regulations used here is provisional.",
        "未证明属于创新、临床急需或者突发公共卫生事件急需品种且对工艺或者设施有特殊要求；此处所依条例文义为暂用表述。",
    )
    todo = Both(
        "State the purpose and describe the special process or facility (product.special_process).",
        "请说明品种情形，并说明工艺或者设施的特殊要求（product.special_process）。",
    )
    return refer(why, todo, facts)


def e04_entrustable(q: Question) -> Answer:
    """Some products may not be entrusted at all, unless NMPA provides otherwise."""
    product = q.dossier.product
    facts = {"kind": product.kind.value, "nmpa_exception": yes_no(product.nmpa_exception)}
    if product.kind not in NOT_ENTRUSTABLE:
        why = Both("The product may be made under entrustment.", "该品种不属于禁止委托生产的药品。")
        return passed(why, facts)
    if product.nmpa_exception:
        why = Both(
            f"'{words(product.kind).en}' may not be entrusted, but NMPA has provided otherwise.",
            f"“{words(product.kind).zh}”依法不得委托生产，但国家药监局另有规定。",
        )
        return passed(why, facts)
    why = Both(
        f"'{words(product.kind).en}' may not be made under entrustment unless NMPA provides otherwise.",
        f"“{words(product.kind).zh}”依法不得委托生产，国家药监局另有规定的除外。",
    )
    todo = Both(
        "Make the product without entrustment, or add NMPA's exception (product.nmpa_exception).",
        "请自行生产；如国家药监局另有规定，请附具文件（product.nmpa_exception）。",
    )
    return failed(why, todo, facts)


def e06_original(q: Question) -> Answer:
    """The variety is the applicant's own development; what else may pass is for the agency to decide."""
    origin = q.dossier.product.origin
    facts = {"origin": origin.value}
    todo = Both(
        "Describe the applicant's own part in the development; the agency decides with a reason.",
        "请说明申请人在研发中的贡献，由省级药品监管部门说明理由作出决定。",
    )
    match origin:
        case Origin.SELF_DEVELOPED:
            return passed(Both("The variety is self-developed.", "该品种为自主研发。"), facts)
        case Origin.LICENSED_IN:
            why = Both(
                "The variety is licensed in; the authority's guidance speaks of original development.",
                "该品种为引进（许可）品种；监管部门答疑要求为原研（自主研发）品种。",
            )
            return _as_read(q, "licensed_in", refer(why, todo, facts))
        case Origin.CO_DEVELOPED:
            why = Both(
                "The variety was developed together with another party; whether that counts as own development is "
                "open, and a co-developed variety has been accepted before.",
                "该品种为合作研发；是否视为自主研发尚无定论，已有合作研发品种获准先例。",
            )
            return _as_read(q, "co_developed", refer(why, todo, facts))


def _as_read(q: Question, key: str, answer: Answer) -> Answer:
    """The answer on an origin as the configured reading has it: referred, with or without a recommendation, or settled.

    Notice 173 does not repeat the condition, so under it nothing is recommended.
    """
    reading = q.reading(key)
    if reading == "accept":
        return replace(answer, outcome=Outcome.PASS, todo=None)
    if reading == "refuse" and q.pilot:
        return replace(answer, outcome=Outcome.FAIL)
    return replace(answer, recommendation=Outcome.FAIL) if reading == "refer_refuse" and q.pilot else answer


def e27_dosage_form(q: Question) -> Answer:
    """The same-dosage-form test needs the form of the product and of each piece of experience."""
    dossier = q.dossier
    missing = [] if dossier.product.dosage_form else ["product.dosage_form"]
    parties = [("applicant", dossier.applicant.experience)]
    parties += [(f"cmos[{n}]", cmo.experience) for n, cmo in enumerate(dossier.cmos)]
    missing += [
        f"{path}.experience[{n}].dosage_form"
        for path, experience in parties
        for n, each in enumerate(experience)
        if not each.dosage_form
    ]
    if not missing:
        why = Both("Every dosage form is stated.", "产品与经验的剂型均已写明。")
        return passed(why, {"dosage_form": str(dossier.product.dosage_form)})
    fields = ", ".join(missing)
    return correct(
        Both(f"The dosage form is not stated: {fields}.", f"未写明剂型：{fields}。"),
        Both(f"State the dosage form in {fields}.", f"请补充剂型：{fields}。"),
        {"missing": fields},
    )
