#include "keys/registrar/handbook/labels.hpp"

#include <algorithm>
#include <array>

namespace valise::registrar::handbook {
namespace {

constexpr std::array<std::string_view, 6> tags = {"en", "fr", "es", "ar", "ru", "zh"};

// In the order of Label; each line in the order of Language.
using Words = std::array<std::string_view, 6>;
constexpr std::array<Words, 54> table = {{
    {"Directory of competent authorities", "Répertoire des autorités compétentes", "Directorio de autoridades competentes",
     "دليل السلطات المختصة", "Справочник компетентных органов", "主管机关名录"},
    {"Contents", "Sommaire", "Índice", "المحتويات", "Содержание", "目录"},
    {"Skip to content", "Aller au contenu", "Ir al contenido", "انتقل إلى المحتوى", "Перейти к содержанию", "跳到正文"},
    {"By country", "Par pays", "Por país", "حسب البلد", "По странам", "按国家"},
    {"By treaty article", "Par article de traité", "Por artículo de tratado", "حسب مادة المعاهدة", "По статьям договоров",
     "按条约条款"},
    {"By network", "Par réseau", "Por red", "حسب الشبكة", "По сетям", "按网络"},
    {"Organisations", "Organisations", "Organizaciones", "المنظمات", "Организации", "组织"},
    {"article", "article", "artículo", "المادة", "статья", "条"},
    {"Made on", "Établi le", "Elaborado el", "أُعد في", "Составлено", "编制日期"},
    {"Directory head", "Tête du répertoire", "Cabecera del directorio", "رأس الدليل", "Хеш справочника", "名录根哈希"},
    {"entries", "entrées", "entradas", "قيد", "записей", "条记录"},
    {"Address in the system", "Adresse dans le système", "Dirección en el sistema", "العنوان في النظام", "Адрес в системе",
     "系统地址"},
    {"Also named", "Autres noms", "Otros nombres", "أسماء أخرى", "Другие названия", "其他名称"},
    {"Mandates", "Mandats", "Mandatos", "الاختصاصات", "Полномочия", "职权"},
    {"Posts", "Postes", "Puestos", "الوظائف", "Посты", "岗位"},
    {"Central authority desk", "Bureau de l’autorité centrale", "Oficina de la autoridad central", "مكتب السلطة المركزية",
     "Отдел центрального органа", "中央机关办公室"},
    {"Focal point", "Point focal", "Punto de enlace", "جهة التنسيق", "Координатор", "协调人"},
    {"24/7 contact point", "Point de contact 24/7", "Punto de contacto 24/7", "نقطة اتصال على مدار الساعة",
     "Круглосуточный контактный пункт", "全天候联络点"},
    {"Service to contact", "Service à contacter", "Servicio de contacto", "الجهة المعنية بالاتصال", "Контактное подразделение",
     "联系部门"},
    {"Postal address", "Adresse postale", "Dirección postal", "العنوان البريدي", "Почтовый адрес", "邮寄地址"},
    {"Telephone", "Téléphone", "Teléfono", "الهاتف", "Телефон", "电话"},
    {"Telephone, 24 hours", "Téléphone, 24 heures", "Teléfono, 24 horas", "الهاتف على مدار الساعة", "Телефон, круглосуточно",
     "24小时电话"},
    {"Fax", "Télécopie", "Fax", "الفاكس", "Факс", "传真"},
    {"E-mail", "Courriel", "Correo electrónico", "البريد الإلكتروني", "Эл. почта", "电子邮件"},
    {"Website", "Site web", "Sitio web", "الموقع الإلكتروني", "Веб-сайт", "网站"},
    {"Office hours", "Heures d’ouverture", "Horario de oficina", "ساعات العمل", "Часы работы", "办公时间"},
    {"Time zone", "Fuseau horaire", "Zona horaria", "المنطقة الزمنية", "Часовой пояс", "时区"},
    {"Public holidays", "Jours fériés", "Días festivos", "العطل الرسمية", "Праздничные дни", "公共假日"},
    {"Working languages", "Langues de travail", "Idiomas de trabajo", "لغات العمل", "Рабочие языки", "工作语言"},
    {"Requests accepted in", "Langues acceptées pour les demandes", "Idiomas aceptados para las solicitudes",
     "لغات الطلبات المقبولة", "Языки запросов", "接受请求的语言"},
    {"Requests through INTERPOL", "Demandes par INTERPOL", "Solicitudes por INTERPOL", "الطلبات عبر الإنتربول",
     "Запросы через Интерпол", "通过国际刑警组织提出请求"},
    {"in urgent cases only", "en cas d’urgence seulement", "solo en casos urgentes", "في الحالات العاجلة فقط",
     "только в срочных случаях", "仅限紧急情况"},
    {"Accepted channels", "Voies acceptées", "Vías aceptadas", "القنوات المقبولة", "Принимаемые каналы", "接受的渠道"},
    {"Encryption", "Chiffrement", "Cifrado", "التشفير", "Шифрование", "加密"},
    {"Electronic signature", "Signature électronique", "Firma electrónica", "التوقيع الإلكتروني", "Электронная подпись",
     "电子签名"},
    {"Information and documents required", "Informations et documents requis", "Información y documentos requeridos",
     "المعلومات والوثائق المطلوبة", "Необходимые сведения и документы", "所需信息和文件"},
    {"Procedure in urgent cases", "Procédure en cas d’urgence", "Procedimiento en casos urgentes", "الإجراءات في الحالات العاجلة",
     "Порядок в срочных случаях", "紧急情况程序"},
    {"Legal basis", "Base juridique", "Base jurídica", "الأساس القانوني", "Правовая основа", "法律依据"},
    {"Informal cooperation", "Coopération informelle", "Cooperación informal", "التعاون غير الرسمي",
     "Неформальное сотрудничество", "非正式合作"},
    {"Laws and guides", "Lois et guides", "Leyes y guías", "القوانين والأدلة", "Законы и руководства", "法律和指南"},
    {"Comments", "Observations", "Observaciones", "ملاحظات", "Примечания", "备注"},
    {"Last confirmed", "Dernière confirmation", "Última confirmación", "آخر تأكيد", "Последнее подтверждение", "最近确认"},
    {"not confirmed for more than a year", "non confirmé depuis plus d’un an", "sin confirmar desde hace más de un año",
     "لم يؤكد منذ أكثر من سنة", "не подтверждалось более года", "一年多未确认"},
    {"suspended", "suspendue", "suspendida", "موقوفة", "приостановлен", "暂停"},
    {"yes", "oui", "sí", "نعم", "да", "是"},
    {"no", "non", "no", "لا", "нет", "否"},
    {"required", "exigé", "obligatorio", "مطلوب", "требуется", "必需"},
    {"Monday", "lundi", "lunes", "الاثنين", "понедельник", "星期一"},
    {"Tuesday", "mardi", "martes", "الثلاثاء", "вторник", "星期二"},
    {"Wednesday", "mercredi", "miércoles", "الأربعاء", "среда", "星期三"},
    {"Thursday", "jeudi", "jueves", "الخميس", "четверг", "星期四"},
    {"Friday", "vendredi", "viernes", "الجمعة", "пятница", "星期五"},
    {"Saturday", "samedi", "sábado", "السبت", "суббота", "星期六"},
    {"Sunday", "dimanche", "domingo", "الأحد", "воскресенье", "星期日"},
}};
static_assert(static_cast<std::size_t>(Label::sunday) + 1 == table.size());

}  // namespace

bool parse_language(std::string_view tag, Language& out) {
  const auto* found = std::ranges::find(tags, tag);
  if (found == tags.end()) return false;
  out = static_cast<Language>(found - tags.begin());
  return true;
}

std::string_view tag_of(Language language) { return tags.at(static_cast<std::size_t>(language)); }
std::string_view direction_of(Language language) { return language == Language::ar ? "rtl" : "ltr"; }

std::string_view label(Label what, Language language) {
  return table.at(static_cast<std::size_t>(what)).at(static_cast<std::size_t>(language));
}

std::string_view weekday(std::uint32_t iso, Language language) {
  return label(static_cast<Label>(static_cast<std::size_t>(Label::monday) + (iso - 1)), language);
}

}  // namespace valise::registrar::handbook
